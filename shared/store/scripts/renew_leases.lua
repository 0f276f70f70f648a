-- A living worker says that it is still at its records.
-- a: records [ids], worker, lease (seconds)
for _, id in ipairs(a.tasks) do
  if get('di:work:' .. id, 'worker') == a.worker then
    redis.call('ZADD', 'di:running', 'XX', stamp(now() + a.lease), id)
  end
end
