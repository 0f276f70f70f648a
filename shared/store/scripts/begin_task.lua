-- A process of a worker takes a task up.
-- a: task, worker, process, lease (seconds)
-- Returns its attempts so far, this one included, and its record; nothing when there is nothing to do: it ended, or
-- another process has leased it.
local key = keys.task(a.task)
local job = get(key, 'job')
if not job then return false end
local status = get(keys.job(job), 'status')
local detached = get(key, 'detached')
if not status or (ended(status) and not detached) then
  remove_task(a.task)
  return false
end
local lease = tonumber(redis.call('ZSCORE', keys.running, a.task) or 0)
if lease > now() then
  if get(key, 'worker') ~= a.worker or get(key, 'process') ~= a.process then return false end
  -- The same call once more, after its answer was lost on the way.
  return {tonumber(get(key, 'tries')), redis.call('HGETALL', key)}
end
redis.call('HSET', key, 'worker', a.worker, 'process', a.process)
dequeue(a.task, get(key, 'queue'))
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
return {attempts, redis.call('HGETALL', key)}
