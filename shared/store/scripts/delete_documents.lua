-- Delete documents with what is attached to them, or a whole session: records, bytes, text, passages, images and jobs.
-- a: space, session or nothing, documents [ids]
-- Returns {found, ids of tasks that were being done}.
local running = {}
local function cancel(job)
  for _, id in ipairs(redis.call('SMEMBERS', keys.job_tasks(job))) do
    -- The delivery of a webhook ends by itself, and soon.
    if redis.call('ZSCORE', keys.running, id) and get(keys.task(id), 'queue') ~= tasks.notify.queue then
      running[#running + 1] = id
      stop(id)
    end
  end
  end_job(job, 'cancelled')
end

local documents, session = a.documents, a.session and keys.session(a.space, a.session)
local session_jobs = a.session and keys.session_jobs(a.space, a.session)
if session then
  if redis.call('EXISTS', session) == 0 then return {0, {}} end
  documents = redis.call('ZRANGE', keys.session_documents(a.space, a.session), 0, -1)
  for _, job in ipairs(redis.call('ZRANGE', session_jobs, 0, -1)) do cancel(job) end
end
if not session then
  local all = {}
  for _, id in ipairs(documents) do
    if get(keys.document(id), 'space') ~= a.space then return {0, {}} end
    leave_parent(id)
    all[#all + 1] = id
    descendants_of(id, all)
  end
  documents = all
end
for _, id in ipairs(documents) do
  local doc = keys.document(id)
  local job, home = get(doc, 'job'), get(doc, 'session') or ''
  local home_jobs = keys.session_jobs(a.space, home)
  if job then
    cancel(job)
    delete_job(job)
    redis.call('ZREM', home_jobs, job)
  end
  -- Answers quote the document.
  for _, other in ipairs(session and {} or redis.call('ZRANGE', home_jobs, 0, -1)) do
    local result = get(keys.job(other), 'result')
    if result and string.find(result, '"document_id":"' .. id .. '"', 1, true) then
      delete_job(other)
      redis.call('ZREM', home_jobs, other)
    end
  end
  local content = get(doc, 'content') and keys.content(a.space, get(doc, 'content'))
  if content and redis.call('GET', content) == id then redis.call('DEL', content) end
  redis.call('ZREM', keys.session_documents(a.space, home), id)
  delete_document(id)
end
if session then
  for _, job in ipairs(redis.call('ZRANGE', session_jobs, 0, -1)) do delete_job(job) end
  redis.call('UNLINK', session, keys.session_documents(a.space, a.session), session_jobs)
end
return {1, running}
