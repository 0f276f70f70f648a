-- A process of a worker takes a task up.
-- a: task, worker, process, lease (seconds), queue (in which this release has it)
-- Returns its attempts so far, this one included, its record, and the seconds that it waited; nothing when there is
-- nothing to do: it ended, nobody waits for it any more, another process has leased it, or a release before had it in
-- another queue.
local key = keys.task(a.task)

local function begin()
  local job = get(key, 'job')
  if not job then return false end
  local status = get(keys.job(job), 'status')
  local detached = get(key, 'detached')
  if not status or (ended(status) and not detached) then
    remove_task(a.task)
    return false
  end
  local wanted_until = get(key, 'wanted_until')
  if wanted_until and tonumber(wanted_until) < now() then
    remove_task(a.task)
    return false
  end
  local lease = tonumber(redis.call('ZSCORE', keys.running, a.task) or 0)
  if lease > now() then
    if get(key, 'worker') ~= a.worker or get(key, 'process') ~= a.process then return false end
    -- The same call once more, after its answer was lost on the way.
    return {tonumber(get(key, 'tries')), redis.call('HGETALL', key)}
  end
  local queue = get(key, 'queue')
  if a.queue and a.queue ~= queue then
    dequeue(a.task, queue)
    redis.call('HSET', key, 'queue', a.queue)
    requeue(a.task)
    return false
  end
  redis.call('HSET', key, 'worker', a.worker, 'process', a.process)
  local queued = redis.call('ZSCORE', keys.queued(queue), a.task)
  local waited = queued and math.max(0, now() - queued) or 0
  serve_turn(a.task, queue)
  dequeue(a.task, queue)
  redis.call('ZADD', keys.running, stamp(now() + a.lease), a.task)
  redis.call('EXPIRE', keys.running, LEDGER_TTL)
  local attempts = redis.call('HINCRBY', key, 'tries', 1)
  if get(keys.job(job), 'work') == a.task then redis.call('HSET', keys.job(job), 'attempts', attempts) end
  if status == 'queued' and not detached then
    redis.call('HSET', keys.job(job), 'status', 'running', 'started', stamp(now()))
    local document = get(keys.job(job), 'document')
    if document and document ~= '' then redis.call('HSET', keys.document(document), 'status', 'running') end
    changed(job)
  end
  return {attempts, redis.call('HGETALL', key), stamp(waited)}
end

local queue = a.queue or get(key, 'queue')
local begun = begin()
-- A message has left the queue's list, whatever it was worth.
if queue then send_next(queue) end
return begun
