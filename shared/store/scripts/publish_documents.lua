-- Accept an upload: its staged bytes become documents with a job each, all together or not at all.
-- a: space, session, ttl, claim or nothing, documents [{id, job, staging, content or nothing, record {}, job_record {}}]
-- Returns the records to publish, or false when staged bytes are gone, or the claim is.
local records = {}
-- Sent twice, since the first answer was lost on the way.
if redis.call('EXISTS', doc_key(a.documents[1].id)) == 1 then return records end
for _, d in ipairs(a.documents) do
  if redis.call('EXISTS', d.staging) == 0 then return false end
end
local ids = {}
for i, d in ipairs(a.documents) do ids[i] = d.job end
if not settle(a.claim, a.session, ids, a.ttl) then return false end

local session = session_key(a.space, a.session)
if redis.call('HSETNX', session, 'created', stamp(now())) == 1 then
  redis.call('HSET', session, 'space', a.space, 'name', a.session)
end
for _, d in ipairs(a.documents) do
  local doc, job = doc_key(d.id), job_key(d.job)
  redis.call('RENAME', d.staging, doc .. ':file')
  for field, value in pairs(d.record) do redis.call('HSET', doc, field, value) end
  redis.call('HSET', doc, 'id', d.id, 'job', d.job, 'space', a.space, 'session', a.session, 'status', 'queued')
  for field, value in pairs(d.job_record) do redis.call('HSET', job, field, value) end
  redis.call('HSET', job, 'id', d.job, 'kind', 'document', 'status', 'queued', 'space', a.space, 'session', a.session,
    'document', d.id, 'created', stamp(now()), 'version', 1, 'work', 'open:' .. d.id)
  for _, key in ipairs({doc, doc .. ':file', job}) do redis.call('EXPIRE', key, a.ttl) end
  redis.call('ZADD', session .. ':docs', next_score(session .. ':docs'), d.id)
  redis.call('ZADD', session .. ':jobs', next_score(session .. ':jobs'), d.job)
  begun(a.space, d.job, a.ttl)

  local same = d.content and content_key(a.space, d.content)
  local origin = same and redis.call('GET', same)
  local status = origin and get(doc_key(origin), 'status')
  if same then redis.call('HSET', doc, 'content', d.content) end
  if status == 'succeeded' then
    copy_reading(records, origin, d.id)
    redis.call('EXPIRE', same, a.ttl)
  elseif status == 'queued' or status == 'running' then
    redis.call('RPUSH', doc_key(origin) .. ':followers', d.id)
    expire_with(doc_key(origin) .. ':followers', doc_key(origin))
  else
    if same then redis.call('SET', same, d.id, 'EX', a.ttl) end
    enqueue_document(records, d.id)
  end
end
for _, key in ipairs({session, session .. ':docs', session .. ':jobs'}) do redis.call('EXPIRE', key, a.ttl) end
return records
