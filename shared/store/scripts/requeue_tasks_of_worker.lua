-- A worker is gone: its tasks are put back in their queues.
-- a: worker
-- Returns the records to publish.
local records = {}
for _, id in ipairs(redis.call('ZRANGE', keys.running, 0, -1)) do
  if get(keys.task(id), 'worker') == a.worker then requeue_lost(records, id) end
end
return records
