-- An image of a page is rendered, or cannot be. Those used least recently make room for it.
-- a: document, field (page:width:format, page, or pdf), document_bytes and space_bytes (most bytes of images), fill (share
-- of its memory that the store may use); ARGV[2]: the image, or a problem as JSON
local document, body = keys.document(a.document), ARGV[2]
local space, member = get(document, 'space'), a.document .. ':' .. a.field
if space then
  local unused = stamp(now() - IMAGE_TTL)
  for _, one in ipairs(redis.call('ZRANGEBYSCORE', keys.images_used(space), '-inf', unused, 'LIMIT', 0, 1000)) do
    remove_image(space, one)
  end
  remove_image(space, member)
  limit_images(space, a.document, #body, a.document_bytes)
  limit_images(space, nil, #body, a.space_bytes)
  store_image(space, a.document, a.field, make_room(#body, a.fill) and body or '')
  redis.call('ZREM', keys.images_wanted(space), member)
end
redis.call('PUBLISH', channels.image_rendered(a.document, a.field), 1)
