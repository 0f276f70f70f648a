-- Accept an upload: its staged bytes become documents with a job each, all together or not at all.
-- a: space, session, ttl, claim or nothing, most (jobs under way; 0: any number),
--   documents [{id, job, staging, content or nothing, record {}, job_record {}}]
-- Returns 1, false when staged bytes are gone, or the claim is, or -1 when too many jobs are under way.
-- Sent twice, since the first answer was lost on the way.
if redis.call('EXISTS', keys.document(a.documents[1].id)) == 1 then return 1 end
local ids = {}
local session = keys.session(a.space, a.session)
local ttl = session_ttl(session, a.ttl)
for i, d in ipairs(a.documents) do
  if redis.call('EXISTS', d.staging) == 0 then return false end
  ids[i] = d.job
end
if not may_begin(a.space, #ids, a.most) then return -1 end
if not settle(a.claim, a.session, ids, ttl) then return false end

local session_documents = keys.session_documents(a.space, a.session)
local session_jobs = keys.session_jobs(a.space, a.session)
if redis.call('HSETNX', session, 'created', stamp(now())) == 1 then
  redis.call('HSET', session, 'space', a.space, 'name', a.session)
end
for _, d in ipairs(a.documents) do
  local doc, job = keys.document(d.id), keys.job(d.job)
  redis.call('RENAME', d.staging, keys.document_file(d.id))
  for field, value in pairs(d.record) do redis.call('HSET', doc, field, value) end
  redis.call('HSET', doc, 'id', d.id, 'job', d.job, 'space', a.space, 'session', a.session, 'status', 'queued')
  for field, value in pairs(d.job_record) do redis.call('HSET', job, field, value) end
  redis.call('HSET', job, 'id', d.job, 'kind', 'document', 'status', 'queued', 'space', a.space, 'session', a.session,
    'document', d.id, 'created', stamp(now()), 'version', 1, 'work', task_id(tasks.open_document, {document_id = d.id}))
  for _, key in ipairs({doc, keys.document_file(d.id), job}) do redis.call('EXPIRE', key, ttl) end
  redis.call('ZADD', session_documents, next_score(session_documents), d.id)
  redis.call('ZADD', session_jobs, next_score(session_jobs), d.job)
  count_unfinished(a.space, d.job, ttl)

  local content = d.content and keys.content(a.space, d.content)
  local origin = content and redis.call('GET', content)
  local status = origin and get(keys.document(origin), 'status')
  if content then redis.call('HSET', doc, 'content', d.content) end
  if status == 'succeeded' then
    copy_reading(origin, d.id)
    redis.call('EXPIRE', content, ttl)
  elseif status == 'queued' or status == 'running' then
    redis.call('RPUSH', keys.document_followers(origin), d.id)
    expire_with(keys.document_followers(origin), keys.document(origin))
  else
    if content then redis.call('SET', content, d.id, 'EX', ttl) end
    enqueue_document(d.id)
  end
end
for _, key in ipairs({session, session_documents, session_jobs}) do redis.call('EXPIRE', key, ttl) end
return 1
