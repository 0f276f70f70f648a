-- Accept a question. It waits for those of its documents that are still being read.
-- a: space, session, ttl, job, most (jobs under way; 0: any number), claim or nothing, record {}, documents [ids] or empty for all of the session
-- Returns 'accepted', or 'no-session', 'no-document', 'no-claim' when the claim was lost on the way, or 'too-many' when
-- too many jobs are under way.
-- Sent twice, since the first answer was lost on the way.
if redis.call('EXISTS', keys.job(a.job)) == 1 then return 'accepted' end
local all = redis.call('ZRANGE', keys.session_documents(a.space, a.session), 0, -1)
if #all == 0 then return 'no-session' end
local wanted = all
if #a.documents > 0 then
  local here, taken = {}, {}
  for _, id in ipairs(all) do here[id] = true end
  for _, id in ipairs(a.documents) do
    if here[id] == nil then return 'no-document' end
    -- A document that is named twice is waited for once.
    if here[id] then taken[#taken + 1] = id end
    here[id] = false
  end
  -- What is attached to a document is asked with it.
  for _, id in ipairs(a.documents) do
    for _, child in ipairs(descendants_of(id)) do
      if here[child] then taken[#taken + 1] = child end
      here[child] = false
    end
  end
  wanted = taken
end
local ttl = session_ttl(keys.session(a.space, a.session), a.ttl)
if not may_begin(a.space, 1, a.most) then return 'too-many' end
if not settle(a.claim, a.session, {a.job}, ttl) then return 'no-claim' end
local job, session_jobs = keys.job(a.job), keys.session_jobs(a.space, a.session)
count_unfinished(a.space, a.job, ttl)
for field, value in pairs(a.record) do redis.call('HSET', job, field, value) end
redis.call('HSET', job, 'id', a.job, 'kind', 'question', 'status', 'queued', 'space', a.space, 'session', a.session,
  'created', stamp(now()), 'version', 1, 'work', task_id(tasks.answer_question, {job_id = a.job}),
  'documents', cjson.encode(wanted))
redis.call('EXPIRE', job, ttl)
redis.call('ZADD', session_jobs, next_score(session_jobs), a.job)
local waits = 0
for _, id in ipairs(wanted) do
  local status = get(keys.document(id), 'status')
  if status and not ended(status) then
    waits = waits + 1
    redis.call('SADD', keys.document_waiters(id), a.job)
    expire_with(keys.document_waiters(id), keys.document(id))
  end
end
redis.call('HSET', job, 'waits', waits)
if waits == 0 then enqueue_question(a.job) end
return 'accepted'
