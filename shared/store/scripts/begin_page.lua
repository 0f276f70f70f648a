-- A page is about to be read. Whoever begins it also ends it (finish_page, or HDEL of its attempts), unless its process
-- ends.
-- a: document, page, task (in which it is read), seconds (that it may take), max_deaths (deaths of workers at pages of
-- one document; a long document has one more for each 20 of its pages)
-- Returns how often it was begun and not ended, this time included; 0 when it is already read or its job has ended;
-- -1 when the document has ended too many workers to be read on; -2 when the page took too long the last time.
if not unfinished_job_of(a.document) then return 0 end
if redis.call('HEXISTS', keys.document_summaries(a.document), a.page) == 1 then return 0 end
local doc, attempts, task = keys.document(a.document), keys.document_attempts(a.document), keys.task(a.task)
local count = redis.call('HINCRBY', attempts, a.page, 1)
expire_with(attempts, doc)
if redis.call('EXISTS', task) == 1 then
  redis.call('HSET', task, 'page', a.page, 'deadline', stamp(now() + a.seconds))
end
if count > 1 then redis.call('HINCRBY', attempts, 'deaths', 1) end
if count > OVERDUE_ATTEMPTS then return -2 end
local deaths = tonumber(get(attempts, 'deaths') or 0)
if deaths > a.max_deaths + math.floor(tonumber(get(doc, 'page_count') or 0) / 20) then return -1 end
return count
