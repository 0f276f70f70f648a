-- A client waits for an image of a page, from now on or still.
-- a: payload {document_id, page_number, width, format}, request_id, seconds (that it waits unless this is repeated),
-- most (images that its space may wait for at once; 0: any number)
-- Returns whether it waits: it does not where its space waits for too many.
local document = a.payload.document_id
local job, space = get(keys.document(document), 'job'), get(keys.document(document), 'space')
if not job then return 1 end
local field = a.payload.page_number .. ':' .. a.payload.width .. ':' .. a.payload.format
local wanted, member, time = keys.images_wanted(space), document .. ':' .. field, now()
redis.call('ZREMRANGEBYSCORE', wanted, '-inf', stamp(time))
if a.most > 0 and not redis.call('ZSCORE', wanted, member) and redis.call('ZCARD', wanted) >= a.most then
  return 0
end
redis.call('ZADD', wanted, stamp(time + a.seconds), member)
redis.call('EXPIRE', wanted, 60)
-- There was no room for it the last time.
if redis.call('HGET', keys.document_images(document), field) == '' then remove_image(space, member) end

-- Workers of the release before render images beside questions.
local function serving(queue)
  for _, name in ipairs(redis.call('ZRANGE', keys.workers, 0, -1)) do
    local body = redis.call('GET', keys.worker(name))
    if body then
      for _, one in ipairs(cjson.decode(body).queues) do
        if one == queue then return true end
      end
    end
  end
  return false
end

local task, options = tasks.render_page, {detached = true, request_id = a.request_id}
local id = task_id(task, a.payload)
if redis.call('EXISTS', keys.task(id)) == 0 then
  local before = tasks.answer_question.queue
  if not serving(task.queue) and serving(before) then options.queue = before end
  enqueue(task, a.payload, job, options)
end
redis.call('HSET', keys.task(id), 'wanted_until', stamp(time + a.seconds))
return 1
