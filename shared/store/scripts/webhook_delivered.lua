-- A delivery succeeded.
-- a: job, attempt
local key, hook = keys.job(a.job), keys.webhook(a.job)
if redis.call('EXISTS', key) == 0 then return end
redis.call('HSET', hook, 'state', 'delivered', 'attempts', a.attempt)
redis.call('HDEL', hook, 'next', 'cause')
expire_with(hook, key)
redis.call('ZREM', keys.undelivered(get(key, 'space')), a.job)
