-- A session was used: it and all in it live on.
-- a: space, session, ttl
local session = session_key(a.space, a.session)
local left = redis.call('TTL', session)
-- Renewing every key at every use would cost more than the use: a twentieth of the time is close enough.
if left < 0 or left > a.ttl - math.max(1, math.min(60, a.ttl / 20)) then return end
for _, key in ipairs({session, session .. ':docs', session .. ':jobs'}) do redis.call('EXPIRE', key, a.ttl) end
for _, id in ipairs(redis.call('ZRANGE', session .. ':docs', 0, -1)) do
  local doc = doc_key(id)
  for _, key in ipairs({'', ':file', ':pages', ':summaries', ':tries', ':index', ':waiters', ':followers', ':slices'}) do
    redis.call('EXPIRE', doc .. key, a.ttl)
  end
end
for _, id in ipairs(redis.call('ZRANGE', session .. ':jobs', 0, -1)) do
  redis.call('EXPIRE', job_key(id), a.ttl)
  redis.call('EXPIRE', job_key(id) .. ':works', a.ttl)
  redis.call('EXPIRE', 'di:hook:' .. id, a.ttl)
  for _, work in ipairs(redis.call('SMEMBERS', job_key(id) .. ':works')) do
    redis.call('EXPIRE', 'di:work:' .. work, a.ttl)
  end
end
