-- Jobs: how they end, and who is notified.

local function ended(status)
  return status == 'succeeded' or status == 'failed' or status == 'cancelled'
end

-- The job of a document, and its key; nothing when it has ended or is gone.
local function unfinished_job_of(document)
  local job = get(keys.document(document), 'job')
  local status = job and get(keys.job(job), 'status')
  if status and not ended(status) then return job, keys.job(job) end
end

-- A job changed: whoever waits for it or follows it is woken.
local function changed(job)
  local version = redis.call('HINCRBY', keys.job(job), 'version', 1)
  redis.call('PUBLISH', channels.changed(job), version .. ' ' .. (get(keys.job(job), 'status') or ''))
end

-- A job counts among those of its space that have not ended, until it would expire.
local function count_unfinished(space, job, ttl)
  redis.call('ZADD', keys.unfinished(space), stamp(now() + ttl), job)
  redis.call('EXPIRE', keys.unfinished(space), ttl)
end

-- Whether a space may have so many more jobs under way. most: of all that are; nothing or 0: any number
local function may_begin(space, more, most)
  if not most or most == 0 then return true end
  local unfinished = keys.unfinished(space)
  redis.call('ZREMRANGEBYSCORE', unfinished, '-inf', stamp(now()))
  return redis.call('ZCARD', unfinished) + more <= most
end

-- A question that waits for nothing more is put in its queue.
local function enqueue_question(job)
  enqueue(tasks.answer_question, {job_id = job}, job)
end

-- The reading of a document has ended, one way or another.
local function end_document(document, status)
  local doc = keys.document(document)
  redis.call('HDEL', doc, 'password')
  if redis.call('EXISTS', doc) == 1 then
    redis.call('HSET', doc, 'status', status)
    release_followers(document, status)
  end
  for _, waiter in ipairs(redis.call('SMEMBERS', keys.document_waiters(document))) do
    local job = keys.job(waiter)
    if get(job, 'status') == 'queued' and redis.call('HINCRBY', job, 'waits', -1) <= 0 then
      enqueue_question(waiter)
    end
  end
  redis.call('DEL', keys.document_waiters(document), keys.document_attempts(document), keys.document_slices(document))
end

-- Enqueue the webhook of a job's end.
local function enqueue_webhook(job)
  local key, hook = keys.job(job), keys.webhook(job)
  enqueue(tasks.notify, {job_id = job, attempt = 1}, job, {detached = true})
  redis.call('HSET', hook, 'state', 'pending', 'attempts', 0, 'next', stamp(now()))
  expire_with(hook, key)
  local undelivered = keys.undelivered(get(key, 'space'))
  redis.call('ZADD', undelivered, stamp(now()), job)
  redis.call('EXPIRE', undelivered, LEDGER_TTL)
end

-- A webhook that was abandoned counts until its job expires.
local function count_abandoned_webhook(job)
  local left, abandoned = redis.call('PTTL', keys.job(job)) / 1000, keys.abandoned_webhooks
  redis.call('ZREMRANGEBYSCORE', abandoned, '-inf', stamp(now()))
  redis.call('ZADD', abandoned, stamp(now() + left), job)
  redis.call('EXPIRE', abandoned, math.ceil(math.max(left, redis.call('TTL', abandoned), LEDGER_TTL)))
end

-- Count the end of a job: its kind, how it ended and, where it failed, by which problem. The number of counts is bounded.
local function count_end(key, status)
  local kind, error = get(key, 'kind'), status == 'failed' and get(key, 'error')
  if kind == 'question' and get(key, 'search') then kind = 'search' end
  local cause = error and string.match(error, '"type":"/problems/([%l%d-]+)"') or ''
  redis.call('HINCRBY', keys.ended_jobs, kind .. ' ' .. status .. ' ' .. cause, 1)
  redis.call('EXPIRE', keys.ended_jobs, LEDGER_TTL)
end

-- End a job once and for all: remove its tasks, release those who wait for its document.
-- Returns true if this call ended it.
function end_job(job, status, fields)
  local key = keys.job(job)
  local before = get(key, 'status')
  if not before or ended(before) then return false end
  redis.call('HSET', key, 'status', status, 'finished', stamp(now()))
  for field, value in pairs(fields or {}) do redis.call('HSET', key, field, value) end
  count_end(key, status)
  redis.call('ZREM', keys.unfinished(get(key, 'space')), job)
  for _, id in ipairs(redis.call('SMEMBERS', keys.job_tasks(job))) do
    if not get(keys.task(id), 'detached') then remove_task(id) end
  end
  local document, callback = get(key, 'document'), get(key, 'callback')
  if document and document ~= '' then end_document(document, status) end
  if callback and callback ~= '' then enqueue_webhook(job) end
  changed(job)
  return true
end

-- Begin a job anew that has not ended and that no task is left to end: what its tasks came to was lost, with a primary
-- that its replica had not followed to the end. What is there of it stays, and its attempts count.
local function resume_job(job)
  local key = keys.job(job)
  local status, attempts = get(key, 'status'), get(key, 'attempts')
  if not status or ended(status) then return end
  for _, id in ipairs(redis.call('SMEMBERS', keys.job_tasks(job))) do
    if not get(keys.task(id), 'detached') then return end
  end
  local document = get(key, 'document')
  if document and document ~= '' then enqueue_document(document) else enqueue_question(job) end
  redis.call('HSET', keys.task(get(key, 'work')), 'tries', attempts or 0)
end

local function delete_job(id)
  local key = keys.job(id)
  for _, task in ipairs(redis.call('SMEMBERS', keys.job_tasks(id))) do remove_task(task) end
  redis.call('ZREM', keys.undelivered(get(key, 'space') or ''), id)
  redis.call('ZREM', keys.abandoned_webhooks, id)
  redis.call('UNLINK', key, keys.job_tasks(id), keys.webhook(id))
end

-- The first request under an idempotency key is done: whoever repeats it gets the same jobs.
-- claim: key, token, fingerprint. Returns false when the claim was lost on the way.
local function settle(claim, session, jobs, ttl)
  if not claim then return true end
  if get(claim.key, 'token') ~= claim.token or get(claim.key, 'state') ~= 'open' then return false end
  redis.call('HSET', claim.key, 'state', 'done', 'fingerprint', claim.fingerprint, 'session', session,
    'jobs', cjson.encode(jobs))
  redis.call('EXPIRE', claim.key, ttl)
  return true
end
