-- A session was used: it and all in it live on.
-- a: space, session, ttl, keep (seconds that it lives after its last use from now on) or nothing
-- Returns whether there is such a session.
local session = keys.session(a.space, a.session)
local documents, jobs = keys.session_documents(a.space, a.session), keys.session_jobs(a.space, a.session)
if redis.call('EXISTS', session) == 0 then return false end
if a.keep then redis.call('HSET', session, 'ttl', a.keep) end
local ttl, left = session_ttl(session, a.ttl), redis.call('TTL', session)
-- Renewing every key at every use would cost more than the use: a twentieth of the time is close enough.
if not a.keep and left > ttl - math.max(1, math.min(60, ttl / 20)) then return true end
local function renew(...)
  for _, key in ipairs({...}) do redis.call('EXPIRE', key, ttl) end
end
renew(session, documents, jobs)
for _, id in ipairs(redis.call('ZRANGE', documents, 0, -1)) do
  renew(keys.document(id), keys.document_file(id), keys.document_pages(id), keys.document_summaries(id),
    keys.document_attempts(id), keys.document_index(id), keys.document_waiters(id), keys.document_followers(id),
    keys.document_slices(id))
end
for _, id in ipairs(redis.call('ZRANGE', jobs, 0, -1)) do
  renew(keys.job(id), keys.job_tasks(id), keys.webhook(id))
  if redis.call('ZSCORE', keys.abandoned_webhooks, id) then count_abandoned_webhook(id) end
  for _, task in ipairs(redis.call('SMEMBERS', keys.job_tasks(id))) do renew(keys.task(task)) end
end
return true
