-- A work goes back to its queue: its process died, or it could not be ended.
-- a: work, worker (only if this worker holds it), forgive (the try does not count, nor that of the page at hand)
-- Returns the work to publish, or nothing.
-- ZREM comes first: a store that is full refuses scripts that begin with a command that adds.
local key, works = 'di:work:' .. a.work, {}
if get(key, 'worker') ~= a.worker then return works end
redis.call('ZREM', 'di:running', a.work)
if a.forgive then
  forgive(a.work)
else
  local tries, page = page_at_hand(a.work)
  if page and now() > tonumber(get(key, 'deadline')) then redis.call('HSET', tries, page, OVERDUE) end
end
again(works, a.work)
return works
