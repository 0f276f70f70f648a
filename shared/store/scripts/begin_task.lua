-- A worker's process takes a work up.
-- a: work, worker, process, lease (seconds)
-- Returns its tries so far, this one included; 0 when there is nothing to do: it ended, or another holds it.
local key = 'di:work:' .. a.task
local job = get(key, 'job')
if not job then return 0 end
local status = get(job_key(job), 'status')
-- A detached work (a picture of a page, a webhook) does not move its job and may outlive it.
local detached = get(key, 'detached')
if not status or (ended(status) and not detached) then
  remove_task(a.task)
  return 0
end
local lease = tonumber(redis.call('ZSCORE', 'di:running', a.task) or 0)
if lease > now() then
  if get(key, 'worker') ~= a.worker or get(key, 'process') ~= a.process then return 0 end
  -- The same call once more, after its answer was lost on the way.
  return tonumber(get(key, 'tries'))
end
redis.call('HSET', key, 'worker', a.worker, 'process', a.process)
dequeue(a.task, get(key, 'queue'))
redis.call('ZADD', 'di:running', stamp(now() + a.lease), a.task)
redis.call('EXPIRE', 'di:running', LEDGER_TTL)
local tries = redis.call('HINCRBY', key, 'tries', 1)
if get(job_key(job), 'work') == a.task then redis.call('HSET', job_key(job), 'attempts', tries) end
if status == 'queued' and not detached then
  redis.call('HSET', job_key(job), 'status', 'running', 'started', stamp(now()))
  local document = get(job_key(job), 'document')
  if document and document ~= '' then redis.call('HSET', doc_key(document), 'status', 'running') end
  changed(job)
end
return tries
