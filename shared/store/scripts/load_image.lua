-- An image of a page is used.
-- a: document, fields (page:width:format, page, or pdf)
-- Returns what is kept under the first of the fields under which there is something, or nothing.
local images, space = keys.document_images(a.document), get(keys.document(a.document), 'space')
if not space then return false end
for _, field in ipairs(a.fields) do
  local body = redis.call('HGET', images, field)
  if body then
    redis.call('EXPIRE', images, IMAGE_TTL)
    use_image(space, a.document .. ':' .. field)
    return body
  end
end
return false
