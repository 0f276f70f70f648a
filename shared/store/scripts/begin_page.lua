-- A page is about to be read.
-- a: document, page, most (times that pages of one document may end their workers)
-- Returns its tries, this one included; 0 when it is already read or its job has ended; -1 when the document has
-- ended too many workers to be read on.
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) or redis.call('HEXISTS', doc .. ':summaries', a.page) == 1 then return 0 end
local tries = redis.call('HINCRBY', doc .. ':tries', a.page, 1)
expire_with(doc .. ':tries', doc)
local deaths = tonumber(get(doc .. ':tries', 'deaths') or 0)
if tries > 1 then deaths = redis.call('HINCRBY', doc .. ':tries', 'deaths', 1) end
if deaths > a.most then return -1 end
return tries
