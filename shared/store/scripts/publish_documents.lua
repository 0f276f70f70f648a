-- Accept an upload: its staged bytes become documents with a job each, all together or not at all.
-- a: space, session, ttl, claim or nothing, most (jobs under way; 0: any number), room (files that may come out of the
--   upload's) or nothing,
--   documents [{id, job, staging, content or nothing, record {}, job_record {}}]
-- Returns 1, false when staged bytes are gone or not all there, or the claim is, or -1 when too many jobs are under way.
-- Sent twice, since the first answer was lost on the way.
if redis.call('EXISTS', keys.document(a.documents[1].id)) == 1 then return 1 end
local ids = {}
local session = keys.session(a.space, a.session)
local ttl = session_ttl(session, a.ttl)
for i, d in ipairs(a.documents) do
  if redis.call('STRLEN', d.staging) ~= tonumber(d.record.bytes) then return false end
  ids[i] = d.job
end
if not may_begin(a.space, #ids, a.most) then return -1 end
if not settle(a.claim, a.session, ids, ttl) then return false end

local session_documents = keys.session_documents(a.space, a.session)
local session_jobs = keys.session_jobs(a.space, a.session)
if redis.call('HSETNX', session, 'created', stamp(now())) == 1 then
  redis.call('HSET', session, 'space', a.space, 'name', a.session)
end
if a.room then
  -- Files may come out of files: they count as files of this upload.
  redis.call('SET', keys.upload_room(a.documents[1].id), a.room, 'EX', LEDGER_TTL)
end
for _, d in ipairs(a.documents) do
  redis.call('RENAME', d.staging, keys.document_file(d.id))
  create_document(a.space, a.session, d, ttl)
end
for _, key in ipairs({session, session_documents, session_jobs}) do redis.call('EXPIRE', key, ttl) end
return 1
