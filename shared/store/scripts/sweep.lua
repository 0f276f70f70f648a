-- Find records that nobody will do: those whose worker fell silent, those whose message was lost, and those put off
-- until now.
-- a: queues {name: [names of its lists of messages]}, grace (seconds), lease (seconds), most
-- Returns the records to publish again.
local records, time = {}, now()

-- After an outage of the store, workers are not to blame for missed renewals: every task gets one more lease.
local last = tonumber(redis.call('GET', keys.swept) or time)
redis.call('SET', keys.swept, stamp(time), 'EX', LEDGER_TTL)
if time - last > a.lease then
  for _, id in ipairs(redis.call('ZRANGE', keys.running, 0, -1)) do
    redis.call('ZADD', keys.running, stamp(time + a.lease), id)
  end
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.running, '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  requeue_lost(records, id)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.later, '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  redis.call('ZREM', keys.later, id)
  requeue(records, id)
end

-- When the oldest message that is still in a list was published: messages leave it in the order they came.
-- Nothing when that is unknown, the present when there is none.
local function oldest_in(list, waiting)
  local messages = redis.call('LRANGE', list, -20, -1)
  for i = #messages, 1, -1 do
    local ok, message = pcall(cjson.decode, messages[i])
    local id = ok and message.headers and message.headers.id
    local score = id and redis.call('ZSCORE', waiting, id)
    if score then return tonumber(score) end
  end
  if redis.call('LLEN', list) == #messages then return time end
  return 0
end

-- A task published before the oldest message that is still there, and begun by nobody, has no message any more.
local function find_lost(waiting, queue, oldest)
  oldest = math.min(oldest, time - a.grace)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', waiting, '-inf', '(' .. stamp(oldest), 'LIMIT', 0, a.most)) do
    if redis.call('EXISTS', keys.task(id)) == 1 then requeue(records, id) else dequeue(id, queue) end
  end
end

-- A queue has two lists of messages, the first for the tasks that go ahead. Those are found as soon as theirs is
-- served, however long the other is.
for queue, lists in pairs(a.queues) do
  local queued, ahead = keys.queued(queue), keys.ahead(queue)
  local first = oldest_in(lists[1], ahead)
  find_lost(ahead, queue, first)
  find_lost(queued, queue, math.min(first, oldest_in(lists[2], queued)))
end
return records
