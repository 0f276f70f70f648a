-- Find records that nobody will do: those whose worker fell silent, those whose message was lost, and those put off
-- until now. Their messages are sent again.
-- a: grace (seconds), lease (seconds), most
-- Returns {id, name} of each of those tasks that had been begun or sent before.
local found, time = {}, now()

local function report(id)
  local name = get(keys.task(id), 'task')
  if name then found[#found + 1] = {id, name} end
end

-- After an outage of the store, workers are not to blame for missed renewals: every task gets one more lease.
local last = tonumber(redis.call('GET', keys.swept) or time)
redis.call('SET', keys.swept, stamp(time), 'EX', LEDGER_TTL)
if time - last > a.lease then
  for _, id in ipairs(redis.call('ZRANGE', keys.running, 0, -1)) do
    redis.call('ZADD', keys.running, stamp(time + a.lease), id)
  end
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.running, '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  requeue_lost(id)
  report(id)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.later, '-inf', stamp(time), 'LIMIT', 0, a.most)) do
  redis.call('ZREM', keys.later, id)
  local queue = get(keys.task(id), 'queue')
  if queue then queue_task(id, queue) end
end

-- A gateway or worker of the release before sends the message of a task when it is entered, and enters it nowhere else.
local function enter_sent(queue)
  local waiting, sent = keys.queued(queue), keys.sent(queue)
  local rows = redis.call('ZRANGE', waiting, 0, a.most - 1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local client = get(keys.task(rows[i]), 'client') or ''
    local known = redis.call('ZSCORE', sent, rows[i]) or redis.call('ZSCORE', keys.order(queue), rows[i])
    if not known and not redis.call('ZSCORE', keys.held(queue, client), rows[i]) then
      redis.call('ZADD', sent, rows[i + 1], rows[i])
      redis.call('EXPIRE', sent, LEDGER_TTL)
    end
  end
end

-- When the oldest message that is still in a list was sent: messages leave it in the order they came.
-- Nothing when that is unknown, the present when there is none.
local function oldest_in(list, sent)
  local messages = redis.call('LRANGE', list, -20, -1)
  for i = #messages, 1, -1 do
    local id = task_of(messages[i])
    local score = id and redis.call('ZSCORE', sent, id)
    if score then return tonumber(score) end
  end
  if redis.call('LLEN', list) == #messages then return time end
  return 0
end

-- A task that was sent before the oldest message that is still there, and begun by nobody, has no message any more.
local function find_lost(sent, queue, oldest)
  oldest = math.min(oldest, time - a.grace)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', sent, '-inf', '(' .. stamp(oldest), 'LIMIT', 0, a.most)) do
    if not redis.call('ZSCORE', keys.queued(queue), id) then
      -- A worker of the release before has begun it.
      redis.call('ZREM', sent, id)
    elseif redis.call('EXISTS', keys.task(id)) == 1 then
      requeue(id)
      report(id)
    else
      dequeue(id, queue)
    end
  end
end

-- What is under way is sent or begun; where a worker of the release before has ended it, nobody has said so.
local function release_all_held(queue)
  for _, client in ipairs(redis.call('ZRANGE', keys.held_clients(queue), 0, -1)) do
    for _, member in ipairs(redis.call('ZRANGEBYLEX', keys.under_way(queue), members_of(client))) do
      local id = string.sub(member, #client + 2)
      if not redis.call('ZSCORE', keys.sent(queue), id) and not redis.call('ZSCORE', keys.running, id) then
        redis.call('ZREM', keys.under_way(queue), member)
      end
    end
    release_held(queue, client, math.max(1, threads_of(queue)))
  end
end

-- A queue has two lists of messages, the first for the tasks that go ahead. Those are found as soon as theirs is
-- served, however long the other is.
for queue, list in pairs(lists) do
  local sent, ahead = keys.sent(queue), keys.ahead(queue)
  enter_sent(queue)
  local first = oldest_in(list.ahead.name, ahead)
  find_lost(ahead, queue, first)
  find_lost(sent, queue, math.min(first, oldest_in(list.in_turn.name, sent)))
  release_all_held(queue)
  send_next(queue)
end
return found
