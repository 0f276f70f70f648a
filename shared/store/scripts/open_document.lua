-- A document was opened: how many pages it has, and which of them OCR must read.
-- a: document, pages, slices [[first, last]], fields {}
-- Returns the works to publish.
local works = {}
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) then return works end
redis.call('HSET', doc, 'page_count', a.pages)
for field, value in pairs(a.fields) do redis.call('HSET', doc, field, value) end
redis.call('HSET', job_key(job), 'total', a.pages)
for _, s in ipairs(a.slices) do
  local unread = false
  for n = s[1], s[2] do
    if redis.call('HEXISTS', doc .. ':summaries', n) == 0 then unread = true end
  end
  if unread then
    enqueue(works, 'read:' .. a.document .. ':' .. s[1] .. '-' .. s[2], 'docinsight.read_page', 'ocr', job,
      get(job_key(job), 'request_id'))
  end
end
if tonumber(get(job_key(job), 'done') or 0) == a.pages then
  enqueue(works, 'finish:' .. a.document, 'docinsight.finish_document', 'documents', job,
    get(job_key(job), 'request_id'), true)
end
changed(job)
return works
