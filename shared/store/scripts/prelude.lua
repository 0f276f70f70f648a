-- What the scripts share. Times are the server's own, so that clocks of different machines do not matter.
local a = cjson.decode(ARGV[1])

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) + tonumber(t[2]) / 1e6
end

local function stamp(t)
  return string.format('%.6f', t)
end

local function job_key(id) return 'di:job:' .. id end
local function doc_key(id) return 'di:doc:' .. id end
local function session_key(space, name) return 'di:session:' .. space .. ':' .. name end

local function get(key, field)
  local value = redis.call('HGET', key, field)
  if value == false then return nil end
  return value
end

local function ended(status)
  return status == 'succeeded' or status == 'failed' or status == 'cancelled'
end

-- The next score of a sorted set by time: now, but after all that are in it. Time stands still in a script.
local function next_score(key)
  local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')[2]
  return stamp(math.max(now(), (tonumber(last) or 0) + 1e-6))
end

-- A key that belongs to a job lives as long as the job.
local function expire_with(key, other)
  local at = redis.call('PEXPIRETIME', other)
  if at > 0 then redis.call('PEXPIREAT', key, at) end
end

local LEDGER_TTL = 7 * 24 * 3600

-- A job changed: whoever waits for it or follows it is woken.
local function changed(job)
  local version = redis.call('HINCRBY', job_key(job), 'version', 1)
  redis.call('PUBLISH', 'di:changed:' .. job, version .. ' ' .. (get(job_key(job), 'status') or ''))
end

-- A work waits for its turn; ``ahead``: among those that go first.
local function queue_task(id, queue, ahead)
  for _, key in ipairs({'di:queued:' .. queue, ahead and 'di:ahead:' .. queue or nil}) do
    redis.call('ZADD', key, next_score(key), id)
    redis.call('EXPIRE', key, LEDGER_TTL)
  end
end

local function dequeue(id, queue)
  redis.call('ZREM', 'di:queued:' .. queue, id)
  redis.call('ZREM', 'di:ahead:' .. queue, id)
end

-- Enter a work in the ledger. The caller publishes its message; if it dies before, the sweep does. ``ahead``: before
-- those that never had their turn, so that what was begun is ended before more is begun.
local function enqueue(records, id, task, queue, job, request_id, ahead)
  local key = 'di:work:' .. id
  if redis.call('EXISTS', key) == 1 then return end
  redis.call('HSET', key, 'task', task, 'queue', queue, 'job', job, 'tries', 0, 'request_id', request_id or '')
  expire_with(key, job_key(job))
  queue_task(id, queue, ahead)
  redis.call('SADD', job_key(job) .. ':works', id)
  expire_with(job_key(job) .. ':works', job_key(job))
  records[#records + 1] = {id, task, queue, request_id or '', ahead and '1' or nil}
end

-- A work waits once more. It goes ahead of those that never had their turn (the last cell of the row).
local function requeue(records, id)
  local key = 'di:work:' .. id
  local queue = get(key, 'queue')
  if not queue then return end
  redis.call('HDEL', key, 'worker', 'process', 'page', 'deadline')
  queue_task(id, queue, true)
  records[#records + 1] = {id, get(key, 'task'), queue, get(key, 'request_id') or '', '1'}
end

-- The key that counts the tries of a document's pages, and the page that a work is at; nothing between two pages.
local function page_at_hand(id)
  local key = 'di:work:' .. id
  local document, page = get(job_key(get(key, 'job') or ''), 'document'), get(key, 'page')
  if not document or not page then return end
  local tries = doc_key(document) .. ':tries'
  if redis.call('HEXISTS', tries, page) == 1 then return tries, page end
end

-- Tries of a page that had its time and held its process beyond it: more than any page is granted.
local OVERDUE_TRIES = 1000

-- A try that ended by no fault of the work's does not count, nor that of the page it was at.
local function refund_attempt(id)
  redis.call('HINCRBY', 'di:work:' .. id, 'tries', -1)
  local tries, page = page_at_hand(id)
  if page and redis.call('HINCRBY', tries, page, -1) <= 0 then redis.call('HDEL', tries, page) end
end

-- Workers that may be lost at a work before it counts as its fault.
local MAX_LOSSES = 10

-- The worker of a work is gone, with all of its processes. ZREM comes first: see release_work.
local function requeue_lost(records, id)
  redis.call('ZREM', 'di:running', id)
  if redis.call('EXISTS', 'di:work:' .. id) == 0 then return end
  if redis.call('HINCRBY', 'di:work:' .. id, 'losses', 1) <= MAX_LOSSES then refund_attempt(id) end
  requeue(records, id)
end

-- Strike a work from the ledger.
local function remove_task(id)
  local key = 'di:work:' .. id
  local queue, job = get(key, 'queue'), get(key, 'job')
  if queue then dequeue(id, queue) end
  redis.call('ZREM', 'di:running', id)
  redis.call('ZREM', 'di:later', id)
  if job then redis.call('SREM', job_key(job) .. ':works', id) end
  redis.call('DEL', key)
end

-- Slices of a document that wait for OCR are few. The others follow one by one as they are taken up, so that the pages
-- of other documents come between.
local function enqueue_slice(records, document)
  local slice = redis.call('LPOP', doc_key(document) .. ':slices')
  if not slice then return end
  local job = get(doc_key(document), 'job')
  enqueue(records, 'read:' .. document .. ':' .. slice, 'docinsight.read_page', 'ocr', job,
    get(job_key(job), 'request_id'))
end

-- Webhooks of a space that have not been delivered.
local function hooks_key(space) return 'di:hooks:' .. space end

-- A question that waits for nothing more is put in its queue.
local function enqueue_question(records, job)
  enqueue(records, 'ask:' .. job, 'docinsight.answer_question', 'questions', job, get(job_key(job), 'request_id'))
end

-- A work at hand is wanted no more.
local function stop(id) redis.call('PUBLISH', 'di:stop', id) end

-- Jobs of a space that have not ended, each until it would expire.
local function active_key(space) return 'di:active:' .. space end

local function begun(space, job, ttl)
  redis.call('ZADD', active_key(space), stamp(now() + ttl), job)
  redis.call('EXPIRE', active_key(space), ttl)
end

-- Content that is the same and is to be read the same way is read once: a document of it may follow another.
local function content_key(space, digest) return 'di:content:' .. space .. ':' .. digest end

local end_job

-- What came of reading one document becomes what came of another.
local function copy_reading(records, from, to)
  local source, target = doc_key(from), doc_key(to)
  local source_job, target_job = job_key(get(source, 'job')), get(target, 'job')
  for _, part in ipairs({':pages', ':summaries', ':index'}) do
    redis.call('COPY', source .. part, target .. part, 'REPLACE')
    expire_with(target .. part, target)
  end
  for _, field in ipairs({'page_count', 'warnings', 'warning_records', 'ocr_used'}) do
    local value = get(source, field)
    if value then redis.call('HSET', target, field, value) end
  end
  for _, field in ipairs({'total', 'done', 'failed'}) do
    local value = get(source_job, field)
    if value then redis.call('HSET', job_key(target_job), field, value) end
  end
  redis.call('HSET', job_key(target_job), 'started', stamp(now()))
  end_job(records, target_job, 'succeeded')
end

-- Have a document read.
local function enqueue_document(records, document)
  local job = get(doc_key(document), 'job')
  enqueue(records, 'open:' .. document, 'docinsight.open_document', 'documents', job, get(job_key(job), 'request_id'))
end

-- A document's reading has ended: those that follow it have the same, or the first of them is read for the others.
local function release_followers(records, document, status)
  local key = doc_key(document) .. ':followers'
  local followers = {}
  for _, id in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local job = get(doc_key(id), 'job')
    if job and get(job_key(job), 'status') == 'queued' then followers[#followers + 1] = id end
  end
  redis.call('DEL', key)
  if status == 'succeeded' then
    for _, id in ipairs(followers) do copy_reading(records, document, id) end
  elseif #followers > 0 then
    local first = followers[1]
    local heir = doc_key(first) .. ':followers'
    for i = 2, #followers do redis.call('RPUSH', heir, followers[i]) end
    expire_with(heir, doc_key(first))
    local content = get(doc_key(first), 'content')
    redis.call('SET', content_key(get(doc_key(first), 'space'), content), first, 'KEEPTTL')
    expire_with(content_key(get(doc_key(first), 'space'), content), doc_key(first))
    enqueue_document(records, first)
  end
end

-- End a job once and for all: strike its records, release those who wait for its document.
-- Returns true if this call ended it.
function end_job(records, job, status, fields)
  local key = job_key(job)
  local before = get(key, 'status')
  if not before or ended(before) then return false end
  redis.call('HSET', key, 'status', status, 'finished', stamp(now()))
  for field, value in pairs(fields or {}) do redis.call('HSET', key, field, value) end
  redis.call('ZREM', active_key(get(key, 'space')), job)
  for _, id in ipairs(redis.call('SMEMBERS', key .. ':works')) do
    if not get('di:work:' .. id, 'detached') then remove_task(id) end
  end
  local document = get(key, 'document')
  if document and document ~= '' then
    local doc = doc_key(document)
    redis.call('HDEL', doc, 'password')
    if redis.call('EXISTS', doc) == 1 then
      redis.call('HSET', doc, 'status', status)
      release_followers(records, document, status)
    end
    for _, waiter in ipairs(redis.call('SMEMBERS', doc .. ':waiters')) do
      if get(job_key(waiter), 'status') == 'queued' and redis.call('HINCRBY', job_key(waiter), 'waits', -1) <= 0 then
        enqueue_question(records, waiter)
      end
    end
    redis.call('DEL', doc .. ':waiters', doc .. ':tries', doc .. ':slices')
  end
  local callback = get(key, 'callback')
  if callback and callback ~= '' then
    enqueue(records, 'notify:' .. job, 'docinsight.notify', 'webhooks', job, get(key, 'request_id'))
    redis.call('HSET', 'di:work:notify:' .. job, 'detached', 1)
    redis.call('HSET', 'di:hook:' .. job, 'state', 'pending', 'attempts', 0, 'next', stamp(now()))
    expire_with('di:hook:' .. job, key)
    redis.call('ZADD', hooks_key(get(key, 'space')), stamp(now()), job)
    redis.call('EXPIRE', hooks_key(get(key, 'space')), LEDGER_TTL)
  end
  changed(job)
  return true
end

-- The keys of a document.
local function delete_document(id)
  local doc = doc_key(id)
  redis.call('UNLINK', doc, doc .. ':file', doc .. ':pages', doc .. ':summaries', doc .. ':tries', doc .. ':index',
    doc .. ':waiters', doc .. ':images', doc .. ':followers', doc .. ':slices')
end

local function delete_job(id)
  local key = job_key(id)
  for _, work in ipairs(redis.call('SMEMBERS', key .. ':works')) do remove_task(work) end
  redis.call('ZREM', hooks_key(get(key, 'space') or ''), id)
  redis.call('UNLINK', key, key .. ':works', 'di:hook:' .. id)
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
