-- Accept an upload: its staged bytes become documents with a job each, all together or not at all.
-- a: space, session, ttl, documents [{id, job, staging, record {}, job_record {}}]
-- Returns the works to publish, or false when staged bytes are gone.
local works = {}
for _, d in ipairs(a.documents) do
  if redis.call('EXISTS', d.staging) == 0 then return false end
end
local session = session_key(a.space, a.session)
local time = now()
if redis.call('HSETNX', session, 'created', stamp(time)) == 1 then
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
  enqueue(works, 'open:' .. d.id, 'docinsight.open_document', 'documents', d.job, d.job_record.request_id)
end
for _, key in ipairs({session, session .. ':docs', session .. ':jobs'}) do redis.call('EXPIRE', key, a.ttl) end
return works
