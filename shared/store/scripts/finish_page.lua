-- What came of a page is written, once, whoever delivers it first. The last page sends its document on.
-- a: document, page, summary (JSON), characters, failed, died (it ended its worker's process); ARGV[2]: the packed page, or empty
local doc, attempts = keys.document(a.document), keys.document_attempts(a.document)
local pages, summaries = keys.document_pages(a.document), keys.document_summaries(a.document)
local job, key = unfinished_job_of(a.document)
if not job or redis.call('HSETNX', summaries, a.page, a.summary) == 0 then return end
expire_with(summaries, doc)
redis.call('HDEL', attempts, a.page)
if a.died then
  redis.call('HINCRBY', attempts, 'deaths', 1)
  expire_with(attempts, doc)
end
if #ARGV[2] > 0 then
  redis.call('HSET', pages, a.page, ARGV[2])
  expire_with(pages, doc)
end
redis.call('HINCRBY', doc, 'characters', a.characters)
redis.call('HINCRBY', doc, 'counted_pages', 1)
local done = redis.call('HINCRBY', key, 'done', 1)
if a.failed then redis.call('HINCRBY', key, 'failed', 1) end
if done == tonumber(get(key, 'total') or -1) then enqueue_finish(a.document) end
changed(job)
