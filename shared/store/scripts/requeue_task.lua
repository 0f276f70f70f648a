-- A task goes back to its queue: its process died, or it could not be ended.
-- a: task, worker (only if it is leased to this worker), refund_attempt (it does not count, nor that at the current page)
-- ZREM comes first: a store that is full refuses scripts that begin with a command that adds.
local key = keys.task(a.task)
if get(key, 'worker') ~= a.worker then return end
redis.call('ZREM', keys.running, a.task)
if a.refund_attempt then
  refund_attempt(a.task)
else
  local attempts, page = page_of_task(a.task)
  if page and now() > tonumber(get(key, 'deadline')) then redis.call('HSET', attempts, page, OVERDUE_ATTEMPTS) end
end
requeue(a.task)
