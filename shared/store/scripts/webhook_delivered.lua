-- A delivery succeeded.
-- a: job, attempt
local key = job_key(a.job)
if redis.call('EXISTS', key) == 0 then return end
redis.call('HSET', 'di:hook:' .. a.job, 'state', 'delivered', 'attempts', a.attempt)
redis.call('HDEL', 'di:hook:' .. a.job, 'next', 'cause')
expire_with('di:hook:' .. a.job, key)
redis.call('ZREM', hooks_key(get(key, 'space')), a.job)
