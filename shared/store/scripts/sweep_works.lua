-- Find works that nobody will do: those whose worker fell silent, and those whose message was lost.
-- a: queues [names], grace (seconds), lease (seconds), most
-- Returns the works to publish again.
local works, time = {}, now()

-- A store that was away cannot blame workers for their silence: everyone gets one more lease.
local last = tonumber(redis.call('GET', 'di:swept') or time)
redis.call('SET', 'di:swept', stamp(time), 'EX', LEDGER_TTL)
if time - last > a.lease then
  for _, id in ipairs(redis.call('ZRANGE', 'di:running', 0, -1)) do
    redis.call('ZADD', 'di:running', stamp(time + a.lease), id)
  end
end

local function again(id, queue)
  local key = 'di:work:' .. id
  redis.call('HDEL', key, 'worker')
  redis.call('ZADD', 'di:queued:' .. queue, stamp(time), id)
  redis.call('EXPIRE', 'di:queued:' .. queue, LEDGER_TTL)
  works[#works + 1] = {id, get(key, 'task'), queue, get(key, 'request_id') or ''}
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'di:running', '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  redis.call('ZREM', 'di:running', id)
  local queue = get('di:work:' .. id, 'queue')
  if queue then again(id, queue) end
end

-- Messages leave a queue in the order they came. A work published before the oldest message that is still there,
-- and begun by nobody, has no message any more.
for _, queue in ipairs(a.queues) do
  local queued = 'di:queued:' .. queue
  local oldest = time
  local waiting = redis.call('LRANGE', queue, -20, -1)
  for i = #waiting, 1, -1 do
    local ok, message = pcall(cjson.decode, waiting[i])
    local id = ok and message.headers and message.headers.id
    local score = id and redis.call('ZSCORE', queued, id)
    if score then
      oldest = math.min(oldest, tonumber(score))
      break
    end
  end
  local unknown = oldest == time and redis.call('LLEN', queue) > #waiting
  if not unknown then
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', queued, '-inf', '(' .. stamp(math.min(oldest, time - a.grace)), 'LIMIT', 0, a.most)) do
      if redis.call('EXISTS', 'di:work:' .. id) == 1 then
        again(id, queue)
      else
        redis.call('ZREM', queued, id)
      end
    end
  end
end
return works
