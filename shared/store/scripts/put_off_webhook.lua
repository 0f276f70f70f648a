-- A delivery failed: the next attempt is put off, or there is none.
-- a: job, attempt (the one that failed), delay (seconds, or nothing: it is abandoned), cause
local key, hook = keys.job(a.job), keys.webhook(a.job)
if redis.call('EXISTS', key) == 0 then return end
redis.call('HSET', hook, 'attempts', a.attempt, 'cause', a.cause)
if not a.delay then
  redis.call('HSET', hook, 'state', 'given-up')
  redis.call('HDEL', hook, 'next')
  count_abandoned_webhook(a.job)
else
  local payload, due = {job_id = a.job, attempt = a.attempt + 1}, stamp(now() + a.delay)
  local id = task_id(tasks.notify, payload)
  redis.call('HSET', hook, 'state', 'pending', 'next', due)
  create_record(id, tasks.notify, payload, a.job, get(key, 'request_id'), true)
  redis.call('ZADD', keys.later, due, id)
  redis.call('EXPIRE', keys.later, LEDGER_TTL)
end
expire_with(hook, key)
