-- A document was opened: how many pages it has, and which of them OCR must read.
-- a: document, pages, slices [[first, last]], waiting (slices that wait for OCR at once), fields {}
-- Returns the records to publish.
local records = {}
local doc = doc_key(a.document)
local job = get(doc, 'job')
local status = job and get(job_key(job), 'status')
if not status or ended(status) then return records end
redis.call('HSET', doc, 'page_count', a.pages)
for field, value in pairs(a.fields) do redis.call('HSET', doc, field, value) end
redis.call('HSET', job_key(job), 'total', a.pages)
redis.call('DEL', doc .. ':slices')
for _, s in ipairs(a.slices) do
  local slice, unread = s[1] .. '-' .. s[2], false
  for n = s[1], s[2] do
    if redis.call('HEXISTS', doc .. ':summaries', n) == 0 then unread = true end
  end
  if unread and redis.call('EXISTS', 'di:work:read:' .. a.document .. ':' .. slice) == 0 then
    redis.call('RPUSH', doc .. ':slices', slice)
  end
end
expire_with(doc .. ':slices', doc)
for _ = 1, a.waiting do enqueue_slice(records, a.document) end
if tonumber(get(job_key(job), 'done') or 0) == a.pages then
  enqueue(records, 'finish:' .. a.document, 'docinsight.finish_document', 'documents', job,
    get(job_key(job), 'request_id'), true)
end
changed(job)
return records
