-- The ledger: task records, their queues and their leases.

-- Attempts that a page counts as having had when it exceeded its time: more than any page is allowed.
local OVERDUE_ATTEMPTS = 1000
-- Workers that may be lost during a task before that counts as its fault.
local MAX_LOSSES = 10

-- The id of a task with this payload.
local function task_id(task, payload)
  local id = string.gsub(task.id, '{([%w_]+)}', payload)
  return id
end

-- A task waits. ``ahead``: it, or what it ends, was begun before, and goes ahead of those that were not; its message is
-- sent at once. The others take turns.
local function queue_task(id, queue, ahead)
  for _, key in ipairs({keys.queued(queue), ahead and keys.ahead(queue) or nil}) do
    redis.call('ZADD', key, next_score(key), id)
    redis.call('EXPIRE', key, LEDGER_TTL)
  end
  if ahead then
    redis.call('ZREM', keys.order(queue), id)
    send(id, queue, lists[queue].ahead)
  else
    take_turn(id, queue)
    send_next(queue)
  end
end

local function dequeue(id, queue)
  for _, key in ipairs({keys.queued(queue), keys.ahead(queue), keys.order(queue), keys.sent(queue)}) do
    redis.call('ZREM', key, id)
  end
  -- Where nobody waits, all clients are alike.
  if redis.call('EXISTS', keys.queued(queue)) == 0 then redis.call('DEL', keys.turns(queue)) end
end

-- Write the record of a task of a job. A detached one does not move its job, and may outlive it.
local function create_record(id, task, payload, job, request_id, detached, queue)
  local key = keys.task(id)
  redis.call('HSET', key, 'task', task.name, 'queue', queue or task.queue, 'job', job, 'tries', 0,
    'request_id', request_id or '')
  for field, value in pairs(payload) do redis.call('HSET', key, field, value) end
  if detached then redis.call('HSET', key, 'detached', 1) end
  expire_with(key, keys.job(job))
  redis.call('SADD', keys.job_tasks(job), id)
  expire_with(keys.job_tasks(job), keys.job(job))
end

-- Enter a task in the ledger.
-- options: ahead (of those that were never begun, so that what was begun is ended before more is begun), detached,
-- request_id (the job's, where it is not given), queue (the task's, where it is not given)
local function enqueue(task, payload, job, options)
  options = options or {}
  local id = task_id(task, payload)
  if redis.call('EXISTS', keys.task(id)) == 1 then return end
  local request_id = options.request_id or get(keys.job(job), 'request_id') or ''
  local queue = options.queue or task.queue
  create_record(id, task, payload, job, request_id, options.detached, queue)
  queue_task(id, queue, options.ahead)
end

-- A task waits once more. It goes ahead of those that were never begun.
local function requeue(id)
  local key = keys.task(id)
  local queue = get(key, 'queue')
  if not queue then return end
  redis.call('HDEL', key, 'worker', 'process', 'page', 'deadline')
  queue_task(id, queue, true)
end

-- The key that counts the attempts at a document's pages, and the page that a task is reading; nothing between pages.
local function page_of_task(id)
  local key = keys.task(id)
  local document, page = get(keys.job(get(key, 'job') or ''), 'document'), get(key, 'page')
  if not document or not page then return end
  local attempts = keys.document_attempts(document)
  if redis.call('HEXISTS', attempts, page) == 1 then return attempts, page end
end

-- An attempt that ended by no fault of the task's does not count, nor that at its page.
local function refund_attempt(id)
  redis.call('HINCRBY', keys.task(id), 'tries', -1)
  local attempts, page = page_of_task(id)
  if page and redis.call('HINCRBY', attempts, page, -1) <= 0 then redis.call('HDEL', attempts, page) end
end

-- The worker of a task is gone, with all of its processes. ZREM comes first: see requeue_task.
local function requeue_lost(id)
  redis.call('ZREM', keys.running, id)
  if redis.call('EXISTS', keys.task(id)) == 0 then return end
  if redis.call('HINCRBY', keys.task(id), 'losses', 1) <= MAX_LOSSES then refund_attempt(id) end
  requeue(id)
end

-- Remove a task from the ledger.
local function remove_task(id)
  local key = keys.task(id)
  local queue, job = get(key, 'queue'), get(key, 'job')
  if queue then
    dequeue(id, queue)
    leave_turns(id, queue)
  end
  redis.call('ZREM', keys.running, id)
  redis.call('ZREM', keys.later, id)
  if job then redis.call('SREM', keys.job_tasks(job), id) end
  redis.call('DEL', key)
end

-- Ask whoever runs a task to stop.
local function stop(id) redis.call('PUBLISH', channels.stop, id) end
