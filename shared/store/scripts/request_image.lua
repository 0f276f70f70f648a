-- Ask for a picture of a page.
-- a: document, field (page:width:format), work
-- Returns the records to publish.
local records = {}
local job = get(doc_key(a.document), 'job')
if not job then return records end
enqueue(records, a.task, 'docinsight.render_page', 'questions', job, a.request_id)
redis.call('HSET', 'di:work:' .. a.task, 'detached', 1)
return records
