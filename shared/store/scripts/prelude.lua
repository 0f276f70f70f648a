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

-- Enter a work in the ledger. The caller publishes its message; if it dies before, the sweep does.
local function enqueue(works, id, task, queue, job, request_id)
  local key = 'di:work:' .. id
  if redis.call('EXISTS', key) == 1 then return end
  redis.call('HSET', key, 'task', task, 'queue', queue, 'job', job, 'tries', 0, 'request_id', request_id or '')
  expire_with(key, job_key(job))
  redis.call('ZADD', 'di:queued:' .. queue, next_score('di:queued:' .. queue), id)
  redis.call('EXPIRE', 'di:queued:' .. queue, LEDGER_TTL)
  redis.call('SADD', job_key(job) .. ':works', id)
  expire_with(job_key(job) .. ':works', job_key(job))
  works[#works + 1] = {id, task, queue, request_id or ''}
end

-- Strike a work from the ledger.
local function strike(id)
  local key = 'di:work:' .. id
  local queue, job = get(key, 'queue'), get(key, 'job')
  if queue then redis.call('ZREM', 'di:queued:' .. queue, id) end
  redis.call('ZREM', 'di:running', id)
  if job then redis.call('SREM', job_key(job) .. ':works', id) end
  redis.call('DEL', key)
end

-- A question that waits for nothing more is put in its queue.
local function enqueue_question(works, job)
  enqueue(works, 'ask:' .. job, 'docinsight.answer_question', 'questions', job, get(job_key(job), 'request_id'))
end

-- End a job once and for all: strike its works, release those who wait for its document.
-- Returns true if this call ended it.
local function end_job(works, job, status, fields)
  local key = job_key(job)
  local before = get(key, 'status')
  if not before or ended(before) then return false end
  redis.call('HSET', key, 'status', status, 'finished', stamp(now()))
  for field, value in pairs(fields or {}) do redis.call('HSET', key, field, value) end
  for _, id in ipairs(redis.call('SMEMBERS', key .. ':works')) do strike(id) end
  local document = get(key, 'document')
  if document and document ~= '' then
    local doc = doc_key(document)
    redis.call('HDEL', doc, 'password')
    if redis.call('EXISTS', doc) == 1 then redis.call('HSET', doc, 'status', status) end
    for _, waiter in ipairs(redis.call('SMEMBERS', doc .. ':waiters')) do
      if get(job_key(waiter), 'status') == 'queued' and redis.call('HINCRBY', job_key(waiter), 'waits', -1) <= 0 then
        enqueue_question(works, waiter)
      end
    end
    redis.call('DEL', doc .. ':waiters', doc .. ':tries')
  end
  local callback = get(key, 'callback')
  if callback and callback ~= '' then
    enqueue(works, 'notify:' .. job, 'docinsight.notify', 'webhooks', job, get(key, 'request_id'))
    redis.call('HSET', 'di:work:notify:' .. job, 'detached', 1)
  end
  changed(job)
  return true
end

-- The keys of a document.
local function delete_document(id)
  local doc = doc_key(id)
  redis.call('UNLINK', doc, doc .. ':file', doc .. ':pages', doc .. ':summaries', doc .. ':tries', doc .. ':index',
    doc .. ':waiters', doc .. ':images')
end

local function delete_job(id)
  local key = job_key(id)
  for _, work in ipairs(redis.call('SMEMBERS', key .. ':works')) do strike(work) end
  redis.call('UNLINK', key, key .. ':works')
end
