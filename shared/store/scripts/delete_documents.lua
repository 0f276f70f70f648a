-- Delete documents, or a whole session: records, bytes, text, passages, images and jobs.
-- a: space, session or nothing, documents [ids]
-- Returns {found, records to publish, ids of records that were being done}.
local records, running = {}, {}
local function cancel(job)
  for _, id in ipairs(redis.call('SMEMBERS', job_key(job) .. ':works')) do
    -- The delivery of a webhook ends by itself, and soon.
    if redis.call('ZSCORE', 'di:running', id) and get('di:work:' .. id, 'queue') ~= 'webhooks' then
      running[#running + 1] = id
      stop(id)
    end
  end
  end_job(records, job, 'cancelled')
end

local documents, session = a.documents, a.session and session_key(a.space, a.session)
if session then
  if redis.call('EXISTS', session) == 0 then return {0, {}, {}} end
  documents = redis.call('ZRANGE', session .. ':docs', 0, -1)
  for _, job in ipairs(redis.call('ZRANGE', session .. ':jobs', 0, -1)) do cancel(job) end
end
for _, id in ipairs(documents) do
  local doc = doc_key(id)
  if get(doc, 'space') ~= a.space and not session then return {0, {}, {}} end
  local job, home = get(doc, 'job'), session_key(a.space, get(doc, 'session') or '')
  if job then
    cancel(job)
    delete_job(job)
    redis.call('ZREM', home .. ':jobs', job)
  end
  -- Answers quote the document.
  for _, other in ipairs(session and {} or redis.call('ZRANGE', home .. ':jobs', 0, -1)) do
    local result = get(job_key(other), 'result')
    if result and string.find(result, '"document_id":"' .. id .. '"', 1, true) then
      delete_job(other)
      redis.call('ZREM', home .. ':jobs', other)
    end
  end
  local content = get(doc, 'content')
  local same = content and content_key(a.space, content)
  if same and redis.call('GET', same) == id then redis.call('DEL', same) end
  redis.call('ZREM', home .. ':docs', id)
  delete_document(id)
end
if session then
  for _, job in ipairs(redis.call('ZRANGE', session .. ':jobs', 0, -1)) do delete_job(job) end
  redis.call('UNLINK', session, session .. ':docs', session .. ':jobs')
end
-- What was called for on the way and went with the rest needs no message.
local left = {}
for _, work in ipairs(records) do
  if redis.call('EXISTS', 'di:work:' .. work[1]) == 1 then left[#left + 1] = work end
end
return {1, left, running}
