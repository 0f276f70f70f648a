-- Accept a question. It waits for those of its documents that are still being read.
-- a: space, session, ttl, job, record {}, documents [ids] or empty for all of the session
-- Returns {'ok', works}, or {'no-session'} or {'no-document'}.
local works = {}
local session = session_key(a.space, a.session)
local all = redis.call('ZRANGE', session .. ':docs', 0, -1)
if #all == 0 then return {'no-session'} end
local wanted = all
if #a.documents > 0 then
  local here = {}
  for _, id in ipairs(all) do here[id] = true end
  for _, id in ipairs(a.documents) do
    if not here[id] then return {'no-document'} end
  end
  wanted = a.documents
end
local job = job_key(a.job)
for field, value in pairs(a.record) do redis.call('HSET', job, field, value) end
redis.call('HSET', job, 'id', a.job, 'kind', 'question', 'status', 'queued', 'space', a.space, 'session', a.session,
  'created', stamp(now()), 'version', 1, 'work', 'ask:' .. a.job, 'documents', cjson.encode(wanted))
redis.call('EXPIRE', job, a.ttl)
redis.call('ZADD', session .. ':jobs', next_score(session .. ':jobs'), a.job)
local waits = 0
for _, id in ipairs(wanted) do
  local status = get(doc_key(id), 'status')
  if status and not ended(status) then
    waits = waits + 1
    redis.call('SADD', doc_key(id) .. ':waiters', a.job)
    expire_with(doc_key(id) .. ':waiters', doc_key(id))
  end
end
redis.call('HSET', job, 'waits', waits)
if waits == 0 then enqueue_question(works, a.job) end
return {'ok', works}
