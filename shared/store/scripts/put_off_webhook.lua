-- A delivery failed: the next try is put off, or there is none.
-- a: job, attempt (the one that failed), delay (seconds, or nothing: it is given up), cause
local key = job_key(a.job)
if redis.call('EXISTS', key) == 0 then return end
local hook = 'di:hook:' .. a.job
redis.call('HSET', hook, 'attempts', a.attempt, 'cause', a.cause)
if not a.delay then
  redis.call('HSET', hook, 'state', 'given-up')
  redis.call('HDEL', hook, 'next')
else
  local id = 'notify:' .. a.job .. ':' .. (a.attempt + 1)
  local work, due = 'di:work:' .. id, stamp(now() + a.delay)
  redis.call('HSET', hook, 'state', 'pending', 'next', due)
  redis.call('HSET', work, 'task', 'docinsight.notify', 'queue', 'webhooks', 'job', a.job, 'tries', 0, 'detached', 1,
    'request_id', get(key, 'request_id') or '')
  expire_with(work, key)
  redis.call('ZADD', 'di:later', due, id)
  redis.call('EXPIRE', 'di:later', LEDGER_TTL)
  redis.call('SADD', key .. ':works', id)
  expire_with(key .. ':works', key)
end
expire_with(hook, key)
