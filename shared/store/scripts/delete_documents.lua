-- Delete documents, or a whole session: records, bytes, text, passages, images and jobs.
-- a: space, session or nothing, documents [ids]
-- Returns {found, works to publish, ids of works that were being done}.
local works, running = {}, {}
local function cancel(job)
  for _, id in ipairs(redis.call('SMEMBERS', job_key(job) .. ':works')) do
    if redis.call('ZSCORE', 'di:running', id) then running[#running + 1] = id end
  end
  end_job(works, job, 'cancelled')
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
  redis.call('ZREM', home .. ':docs', id)
  delete_document(id)
end
if session then
  for _, job in ipairs(redis.call('ZRANGE', session .. ':jobs', 0, -1)) do delete_job(job) end
  redis.call('UNLINK', session, session .. ':docs', session .. ':jobs')
  works = {}
end
return {1, works, running}
