-- Ask for a picture of a page.
-- a: document, field (page:width:format), work
-- Returns the works to publish.
local works = {}
local job = get(doc_key(a.document), 'job')
if not job then return works end
enqueue(works, a.work, 'docinsight.render_page', 'questions', job, a.request_id)
redis.call('HSET', 'di:work:' .. a.work, 'detached', 1)
return works
