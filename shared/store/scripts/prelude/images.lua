-- Images of pages: which are kept, and which make room for others.

-- Seconds that an image is kept after its last use. What counts bytes lives for longer than what it counts.
local IMAGE_TTL = 300

local function use_image(space, member)
  local used, spaces = keys.images_used(space), keys.image_spaces
  -- A store that is full refuses this, and still gives the image.
  redis.pcall('ZADD', used, 'XX', stamp(now()), member)
  redis.pcall('ZADD', spaces, 'XX', stamp(now()), space)
  for _, key in ipairs({used, spaces, keys.image_bytes(space)}) do redis.call('EXPIRE', key, 2 * IMAGE_TTL) end
end

-- Remove an image, if it is kept. The bytes that this frees.
local function remove_image(space, member)
  local document, field = string.match(member, '^([^:]+):(.+)$')
  local bytes = keys.image_bytes(space)
  local size = tonumber(get(bytes, member) or 0)
  redis.call('HDEL', keys.document_images(document), field)
  redis.call('ZREM', keys.images_used(space), member)
  if redis.call('HDEL', bytes, member) == 0 then return 0 end
  redis.call('HINCRBY', bytes, 'total', -size)
  if redis.call('HINCRBY', bytes, document, -size) == 0 then redis.call('HDEL', bytes, document) end
  if redis.call('EXISTS', keys.images_used(space)) == 0 then
    redis.call('DEL', bytes)
    redis.call('ZREM', keys.image_spaces, space)
  end
  return size
end

local function store_image(space, document, field, body)
  local images, bytes, member = keys.document_images(document), keys.image_bytes(space), document .. ':' .. field
  redis.call('HSET', images, field, body)
  redis.call('EXPIRE', images, IMAGE_TTL)
  redis.call('HSET', bytes, member, #body)
  redis.call('HINCRBY', bytes, document, #body)
  redis.call('HINCRBY', bytes, 'total', #body)
  redis.call('ZADD', keys.images_used(space), stamp(now()), member)
  redis.call('ZADD', keys.image_spaces, stamp(now()), space)
  use_image(space, member)
end

-- Remove all images of a document, and forget who waits for them.
local function remove_images(space, document)
  for _, field in ipairs(redis.call('HKEYS', keys.document_images(document))) do
    remove_image(space, document .. ':' .. field)
  end
  local wanted, prefix = keys.images_wanted(space), document .. ':'
  for _, member in ipairs(redis.call('ZRANGE', wanted, 0, -1)) do
    if string.sub(member, 1, #prefix) == prefix then redis.call('ZREM', wanted, member) end
  end
end

-- The image that was used least recently, among those of a document where one is given.
local function least_used_image(space, document)
  local used = keys.images_used(space)
  if not document then return redis.call('ZRANGE', used, 0, 0)[1] end
  local oldest, first
  for _, field in ipairs(redis.call('HKEYS', keys.document_images(document))) do
    local member = document .. ':' .. field
    local score = tonumber(redis.call('ZSCORE', used, member) or 0)
    if not oldest or score < oldest then oldest, first = score, member end
  end
  return first
end

-- Remove the images of a space, or of its document, that were used least recently, until so many more bytes fit.
local function limit_images(space, document, more, most)
  local bytes = keys.image_bytes(space)
  while tonumber(get(bytes, document or 'total') or 0) + more > most do
    local member = least_used_image(space, document)
    if not member then return end
    remove_image(space, member)
  end
end

-- Whether the store has room for so many more bytes below a share of its memory; images are removed until it has.
local function make_room(more, fill)
  while true do
    local info = redis.call('INFO', 'memory')
    local used, most = string.match(info, 'used_memory:(%d+)'), string.match(info, 'maxmemory:(%d+)')
    local excess = tonumber(used) + more - fill * tonumber(most)
    if tonumber(most) == 0 or excess <= 0 then return true end
    while excess > 0 do
      local space = redis.call('ZRANGE', keys.image_spaces, 0, 0)[1]
      if not space then return false end
      local member = least_used_image(space)
      if member then
        excess = excess - remove_image(space, member)
      else
        redis.call('ZREM', keys.image_spaces, space)
      end
    end
  end
end
