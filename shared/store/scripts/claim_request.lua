-- Claim an idempotency key.
-- a: key, token, ttl
-- Returns {'claimed'}, {'open'} while the first request under it is under way, or {'done', fingerprint, session, jobs}.
if redis.call('EXISTS', a.key) == 0 then
  redis.call('HSET', a.key, 'state', 'open', 'token', a.token)
  redis.call('EXPIRE', a.key, a.ttl)
  return {'claimed'}
end
if get(a.key, 'state') == 'open' then
  return {get(a.key, 'token') == a.token and 'claimed' or 'open'}
end
return {'done', get(a.key, 'fingerprint'), get(a.key, 'session'), get(a.key, 'jobs')}
