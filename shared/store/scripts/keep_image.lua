-- A picture of a page is drawn.
-- a: document, field (page:width:format), ttl (seconds); ARGV[2]: the picture, or a problem as JSON
local doc = doc_key(a.document)
if redis.call('EXISTS', doc) == 1 then
  redis.call('HSET', doc .. ':images', a.field, ARGV[2])
  redis.call('EXPIRE', doc .. ':images', a.ttl)
end
redis.call('PUBLISH', 'di:changed:' .. a.document .. ':' .. a.field, 1)
