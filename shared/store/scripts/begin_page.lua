-- A page is about to be read.
-- a: document, page
-- Returns its tries, this one included; 0 when it is already read or its job has ended.
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) or redis.call('HEXISTS', doc .. ':summaries', a.page) == 1 then return 0 end
local tries = redis.call('HINCRBY', doc .. ':tries', a.page, 1)
expire_with(doc .. ':tries', doc)
return tries
