-- What came of a page is written, once, whoever delivers it first. The last page sends its document on.
-- a: document, page, summary (JSON), failed, died (it ended its worker's process); ARGV[2]: the packed page, or empty
-- Returns the records to publish.
local records = {}
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) then return records end
if redis.call('HSETNX', doc .. ':summaries', a.page, a.summary) == 0 then return records end
expire_with(doc .. ':summaries', doc)
redis.call('HDEL', doc .. ':tries', a.page)
if a.died then
  redis.call('HINCRBY', doc .. ':tries', 'deaths', 1)
  expire_with(doc .. ':tries', doc)
end
if #ARGV[2] > 0 then
  redis.call('HSET', doc .. ':pages', a.page, ARGV[2])
  expire_with(doc .. ':pages', doc)
end
local done = redis.call('HINCRBY', job_key(job), 'done', 1)
if a.failed then redis.call('HINCRBY', job_key(job), 'failed', 1) end
if done == tonumber(get(job_key(job), 'total') or -1) then
  enqueue(records, 'finish:' .. a.document, 'docinsight.finish_document', 'documents', job,
    get(job_key(job), 'request_id'), true)
end
changed(job)
return records
