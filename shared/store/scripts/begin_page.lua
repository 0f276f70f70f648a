-- A page is about to be read. Whoever begins it also ends it (finish_page, or HDEL of its tries), or dies at it.
-- a: document, page, work (at which it is read), seconds (that it may take), max_deaths (deaths of workers at pages of one
-- document, and one more for each 20 of its pages)
-- Returns how often it was begun and not ended, this time included; 0 when it is already read or its job has ended;
-- -1 when the document has ended too many workers to be read on; -2 when the page took too long the last time.
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) or redis.call('HEXISTS', doc .. ':summaries', a.page) == 1 then return 0 end
local tries = redis.call('HINCRBY', doc .. ':tries', a.page, 1)
expire_with(doc .. ':tries', doc)
if redis.call('EXISTS', 'di:work:' .. a.task) == 1 then
  redis.call('HSET', 'di:work:' .. a.task, 'page', a.page, 'deadline', stamp(now() + a.seconds))
end
if tries > 1 then redis.call('HINCRBY', doc .. ':tries', 'deaths', 1) end
if tries > OVERDUE_TRIES then return -2 end
local deaths = tonumber(get(doc .. ':tries', 'deaths') or 0)
if deaths > a.max_deaths + math.floor(tonumber(get(doc, 'page_count') or 0) / 20) then return -1 end
return tries
