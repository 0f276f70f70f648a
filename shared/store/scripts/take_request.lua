-- Let a request through, or not: so many a minute, evenly refilled (GCRA), and so many jobs under way.
-- a: space, per_minute (0: any number), most (jobs under way; 0: any number)
-- Returns {let through (1), over the rate (0) or over the queue (-1), requests left, milliseconds until all are
-- there again, milliseconds until the next is let through, jobs under way}.
local time = now()
local unfinished = keys.unfinished(a.space)
redis.call('ZREMRANGEBYSCORE', unfinished, '-inf', stamp(time))
local under_way = redis.call('ZCARD', unfinished)
if a.most > 0 and under_way >= a.most then return {-1, 0, 0, 1000, under_way} end
if a.per_minute == 0 then return {1, 0, 0, 0, under_way} end
local window, interval, key = 60, 60 / a.per_minute, keys.rate(a.space)
local due = math.max(tonumber(redis.call('GET', key) or 0), time)
if due - time > window - interval then
  return {0, 0, math.ceil((due - time) * 1000), math.ceil((due - time - window + interval) * 1000), under_way}
end
due = due + interval
redis.call('SET', key, stamp(due), 'EX', window * 2)
return {1, math.floor((window - (due - time)) / interval + 1e-6), math.ceil((due - time) * 1000), 0, under_way}
