-- A process of a worker takes a task up.
-- a: task, worker, process, lease (seconds), queue (in which this release has it)
-- Returns its attempts so far, this one included, its record, and the seconds that it waited; nothing when there is
-- nothing to do: it ended, nobody waits for it any more, or another process has leased it. {0, record to publish} when
-- a release before had it in another queue.
local key = keys.task(a.task)
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
  local records = {}
  dequeue(a.task, queue)
  redis.call('HSET', key, 'queue', a.queue)
  requeue(records, a.task)
  return {0, records}
end
redis.call('HSET', key, 'worker', a.worker, 'process', a.process)
local queued = redis.call('ZSCORE', keys.queued(queue), a.task)
local waited = queued and math.max(0, now() - queued) or 0
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
