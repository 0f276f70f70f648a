-- Turns: whose task is sent to the workers next.
--
-- The list of a queue holds few messages, those of the tasks whose turns come next; the others wait in order. The
-- clients take turns: a task's turn is one after the last that its client was given, and never before the one that is
-- served (start-time fair queueing). So a client that was idle is next, and the tasks of one client keep their order.

-- Messages in a list at once. More than workers can take up before the first of them is seen to have begun.
local MOST_SENT = 10
-- Messages that one script sends where the list may hold any number.
local MOST_SENT_AT_ONCE = 1000
-- Seconds by which equal turns are told apart, before they repeat.
local TURN_CYCLE = 2 ^ 17
-- Stands for the turn that is served, among the clients.
local SERVED = '*'

-- Whose a job is: an API key's or, where there are none, a session's, of whose name nothing is to stay.
local function client_of(job)
  local space, session = unpack(redis.call('HMGET', keys.job(job), 'space', 'session'))
  if space == OPEN_SPACE and session then return redis.sha1hex(session) end
  return space or ''
end

-- Put the message of a task in one of its queue's lists.
local function send(id, queue, list)
  local task, request_id = unpack(redis.call('HMGET', keys.task(id), 'task', 'request_id'))
  local at = next_score(keys.sent(queue))
  local parts = {ID = id, TASK = task, QUEUE = queue, PRIORITY = list.priority, TAG = id .. ' ' .. at}
  -- A caller's own words.
  parts.REQUEST = string.sub(cjson.encode(request_id or ''), 2, -2)
  redis.call('LPUSH', list.name, (string.gsub(MESSAGE, '@(%u+)@', parts)))
  redis.call('ZADD', keys.sent(queue), at, id)
  redis.call('EXPIRE', keys.sent(queue), LEDGER_TTL)
end

-- The id of a message's task.
local function task_of(message)
  local ok, decoded = pcall(cjson.decode, message)
  return ok and decoded.headers and decoded.headers.id
end

-- Threads that serve a queue, of all living workers.
local function threads_of(queue)
  local count = 0
  for _, one in ipairs(redis.call('ZRANGEBYSCORE', keys.threads(queue), stamp(now()), '+inf')) do
    count = count + tonumber(string.match(one, '^%d+'))
  end
  return count
end

-- The members of a set of `CLIENT TASK` that are a client's, as ZLEXCOUNT takes them.
local function members_of(client)
  return '[' .. client .. ' ', '(' .. client .. '!'
end

-- Have a task wait for others of its client to end. In a queue of tasks that only wait, for receivers that may be slow,
-- a client has no more under way than there are threads left over, so that some are free for others at any time.
-- Returns false where the task may be sent.
local function hold(id, queue, turn)
  if not WAITING_QUEUES[queue] then return false end
  local client, under_way = get(keys.task(id), 'client') or '', keys.under_way(queue)
  local free = threads_of(queue) - redis.call('ZCARD', under_way)
  if redis.call('ZLEXCOUNT', under_way, members_of(client)) < math.max(1, free) then
    redis.call('ZADD', under_way, 0, client .. ' ' .. id)
    redis.call('EXPIRE', under_way, LEDGER_TTL)
    return false
  end
  redis.call('ZADD', keys.held(queue, client), turn, id)
  redis.call('ZADD', keys.held_clients(queue), 0, client)
  for _, key in ipairs({keys.held(queue, client), keys.held_clients(queue)}) do
    redis.call('EXPIRE', key, LEDGER_TTL)
  end
  return true
end

-- Have so many tasks of a client that are held wait for their turns again.
local function release_held(queue, client, most)
  local held = keys.held(queue, client)
  local rows = redis.call('ZRANGE', held, 0, most - 1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    redis.call('ZREM', held, rows[i])
    redis.call('ZADD', keys.order(queue), rows[i + 1], rows[i])
  end
  if redis.call('EXISTS', held) == 0 then redis.call('ZREM', keys.held_clients(queue), client) end
end

-- Give a task its turn.
local function take_turn(id, queue)
  local turns, client = keys.turns(queue), client_of(get(keys.task(id), 'job') or '')
  local served = tonumber(redis.call('ZSCORE', turns, SERVED) or 0)
  local last = tonumber(redis.call('ZSCORE', turns, client) or -1)
  local turn = math.max(served, last + 1)
  redis.call('ZADD', turns, turn, client)
  -- Equal turns are served as they came.
  local place = string.format('%.17g', turn + (now() % TURN_CYCLE) / TURN_CYCLE)
  redis.call('HSET', keys.task(id), 'turn', place, 'client', client)
  redis.call('ZADD', keys.order(queue), place, id)
  for _, key in ipairs({turns, keys.order(queue)}) do redis.call('EXPIRE', key, LEDGER_TTL) end
end

-- A task was begun: clients that had no turn since are as if they had had none.
local function serve_turn(id, queue)
  local turns, turn = keys.turns(queue), tonumber(get(keys.task(id), 'turn'))
  if not turn then return end
  redis.call('HDEL', keys.task(id), 'turn')
  turn = math.max(math.floor(turn), tonumber(redis.call('ZSCORE', turns, SERVED) or 0))
  redis.call('ZADD', turns, turn, SERVED)
  redis.call('ZREMRANGEBYSCORE', turns, '-inf', '(' .. turn)
end

-- Workers of the release before send nothing when they begin a task.
local function all_take_turns()
  local time = stamp(now())
  return redis.call('ZCOUNT', keys.workers, time, '+inf') <= redis.call('ZCOUNT', keys.turn_takers, time, '+inf')
end

-- Take back the messages of tasks whose turns come after this one, and drop those of tasks that are gone.
local function take_back(queue, list, turn)
  while true do
    local newest = redis.call('LINDEX', list.name, 0)
    local id = newest and task_of(newest)
    if not id then return end
    local place = get(keys.task(id), 'turn')
    if redis.call('EXISTS', keys.task(id)) == 1 then
      if not place or tonumber(place) <= turn or not redis.call('ZSCORE', keys.sent(queue), id) then return end
      redis.call('ZREM', keys.sent(queue), id)
      redis.call('ZREM', keys.under_way(queue), (get(keys.task(id), 'client') or '') .. ' ' .. id)
      redis.call('ZADD', keys.order(queue), place, id)
    end
    redis.call('LPOP', list.name)
  end
end

-- Send the tasks of a queue whose turn it is.
local function send_next(queue)
  local list, order = lists[queue].in_turn, keys.order(queue)
  local first = redis.call('ZRANGE', order, 0, 0, 'WITHSCORES')
  if #first == 0 then return end
  local room, taking_turns = MOST_SENT_AT_ONCE, all_take_turns()
  if taking_turns then
    take_back(queue, list, tonumber(first[2]))
    room = MOST_SENT - redis.call('LLEN', list.name)
  end
  while room > 0 do
    local id, turn = unpack(redis.call('ZRANGE', order, 0, 0, 'WITHSCORES'))
    if not id then return end
    redis.call('ZREM', order, id)
    if redis.call('ZSCORE', keys.queued(queue), id) and not (taking_turns and hold(id, queue, turn)) then
      send(id, queue, list)
      room = room - 1
    end
  end
end

-- A task has ended: another of its client may be sent, and one more, since there may be more room than before.
local function leave_turns(id, queue)
  local client = WAITING_QUEUES[queue] and get(keys.task(id), 'client')
  if not client then return end
  redis.call('ZREM', keys.held(queue, client), id)
  if redis.call('ZREM', keys.under_way(queue), client .. ' ' .. id) == 1 then
    release_held(queue, client, 2)
    send_next(queue)
  end
end
