-- A work goes back to its queue: its process died, or its worker is told to stop.
-- a: work, worker (only if this worker holds it), forgive (the try does not count)
-- Returns the work to publish, or nothing.
local key = 'di:work:' .. a.work
local queue = get(key, 'queue')
if not queue or get(key, 'worker') ~= a.worker then return {} end
redis.call('ZREM', 'di:running', a.work)
redis.call('HDEL', key, 'worker')
if a.forgive then redis.call('HINCRBY', key, 'tries', -1) end
redis.call('ZADD', 'di:queued:' .. queue, stamp(now()), a.work)
redis.call('EXPIRE', 'di:queued:' .. queue, LEDGER_TTL)
return {{a.work, get(key, 'task'), queue, get(key, 'request_id') or ''}}
