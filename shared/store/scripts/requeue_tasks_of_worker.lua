-- A worker is gone: its tasks are put back in their queues.
-- a: worker
for _, id in ipairs(redis.call('ZRANGE', keys.running, 0, -1)) do
  if get(keys.task(id), 'worker') == a.worker then requeue_lost(id) end
end
