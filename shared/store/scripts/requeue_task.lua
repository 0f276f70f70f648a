-- A work goes back to its queue: its process died, or it could not be ended.
-- a: work, worker (only if this worker holds it), forgive (the try does not count, nor that of the page at hand)
-- Returns the work to publish, or nothing.
-- ZREM comes first: a store that is full refuses scripts that begin with a command that adds.
local key, records = 'di:work:' .. a.task, {}
if get(key, 'worker') ~= a.worker then return records end
redis.call('ZREM', 'di:running', a.task)
if a.refund_attempt then
  refund_attempt(a.task)
else
  local tries, page = page_at_hand(a.task)
  if page and now() > tonumber(get(key, 'deadline')) then redis.call('HSET', tries, page, OVERDUE_TRIES) end
end
requeue(records, a.task)
return records
