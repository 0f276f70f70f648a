-- A living worker says that it is still at its tasks.
-- a: tasks [ids], worker, lease (seconds)
for _, id in ipairs(a.tasks) do
  if get(keys.task(id), 'worker') == a.worker then
    redis.call('ZADD', keys.running, 'XX', stamp(now() + a.lease), id)
  end
end
