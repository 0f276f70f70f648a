-- A work goes back to its queue: its process died, or its worker is told to stop.
-- a: work, worker (only if this worker holds it), forgive (the try does not count, nor that of the page at hand)
-- Returns the work to publish, or nothing.
-- ZREM comes first: a store that is full refuses scripts that begin with a command that adds.
local key = 'di:work:' .. a.work
local queue = get(key, 'queue')
if not queue or get(key, 'worker') ~= a.worker then return {} end
redis.call('ZREM', 'di:running', a.work)
redis.call('HDEL', key, 'worker', 'process')

-- Pages of a work are read one after the other, so that only the one at hand is begun and not ended.
local function forgive(doc, page)
  if page == 'deaths' or not get(doc .. ':tries', page) then return end
  if redis.call('HINCRBY', doc .. ':tries', page, -1) <= 0 then redis.call('HDEL', doc .. ':tries', page) end
end

if a.forgive then
  redis.call('HINCRBY', key, 'tries', -1)
  local opened = string.match(a.work, '^open:(.+)$')
  local read, first, last = string.match(a.work, '^read:(.+):(%d+)-(%d+)$')
  if opened then
    for _, page in ipairs(redis.call('HKEYS', doc_key(opened) .. ':tries')) do forgive(doc_key(opened), page) end
  elseif read then
    for page = tonumber(first), tonumber(last) do forgive(doc_key(read), tostring(page)) end
  end
end
return {again(a.work, queue)}
