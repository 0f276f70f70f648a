-- An image of a page is rendered.
-- a: document, field (page:width:format), ttl (seconds); ARGV[2]: the image, or a problem as JSON
local images = keys.document_images(a.document)
if redis.call('EXISTS', keys.document(a.document)) == 1 then
  redis.call('HSET', images, a.field, ARGV[2])
  redis.call('EXPIRE', images, a.ttl)
end
redis.call('PUBLISH', channels.image_rendered(a.document, a.field), 1)
