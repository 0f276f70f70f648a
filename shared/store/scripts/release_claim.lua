-- Give up an idempotency key whose request came to nothing, or keep it for longer.
-- a: key, token, ttl (0: give it up)
if get(a.key, 'token') == a.token and get(a.key, 'state') == 'open' then
  if a.ttl == 0 then redis.call('DEL', a.key) else redis.call('EXPIRE', a.key, a.ttl) end
end
