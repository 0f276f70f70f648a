-- A worker is gone: whatever it held goes back to its queues.
-- a: worker
-- Returns the works to publish.
local works = {}
for _, id in ipairs(redis.call('ZRANGE', 'di:running', 0, -1)) do
  if get('di:work:' .. id, 'worker') == a.worker then lose_worker(works, id) end
end
return works
