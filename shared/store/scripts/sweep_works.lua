-- Find works that nobody will do: those whose worker fell silent, those whose message was lost, and those put off
-- until now.
-- a: queues {name: [names of its lists of messages]}, grace (seconds), lease (seconds), most
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

for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'di:running', '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  redis.call('ZREM', 'di:running', id)
  local key = 'di:work:' .. id
  local queue = get(key, 'queue')
  redis.call('HDEL', key, 'worker', 'process')
  if queue then works[#works + 1] = again(id, queue) end
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'di:later', '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  redis.call('ZREM', 'di:later', id)
  local queue = get('di:work:' .. id, 'queue')
  if queue then works[#works + 1] = again(id, queue) end
end

-- When the oldest message that is still in the list was published: messages leave it in the order they came.
-- Nothing when that cannot be told, the present when there is none.
local function oldest_in(list, queued)
  local waiting = redis.call('LRANGE', list, -20, -1)
  for i = #waiting, 1, -1 do
    local ok, message = pcall(cjson.decode, waiting[i])
    local id = ok and message.headers and message.headers.id
    local score = id and redis.call('ZSCORE', queued, id)
    if score then return tonumber(score) end
  end
  if redis.call('LLEN', list) == #waiting then return time end
  return nil
end

-- A work published before the oldest message that is still there, and begun by nobody, has no message any more.
for queue, lists in pairs(a.queues) do
  local queued = 'di:queued:' .. queue
  local oldest = time - a.grace
  for _, list in ipairs(lists) do oldest = math.min(oldest, oldest_in(list, queued) or 0) end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', queued, '-inf', '(' .. stamp(oldest), 'LIMIT', 0, a.most)) do
    if redis.call('EXISTS', 'di:work:' .. id) == 1 then
      works[#works + 1] = again(id, queue)
    else
      redis.call('ZREM', queued, id)
    end
  end
end
return works
