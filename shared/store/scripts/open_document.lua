-- A document was opened: how many pages it has, and which of them OCR must read.
-- a: document, pages (of the file), chosen (how many of them are read), slices [[first, last]], waiting (slices that wait for OCR at once), fields {}
local doc, slices = keys.document(a.document), keys.document_slices(a.document)
local job, key = unfinished_job_of(a.document)
if not job then return end
redis.call('HSET', doc, 'page_count', a.pages)
for field, value in pairs(a.fields) do redis.call('HSET', doc, field, value) end
redis.call('HSET', key, 'total', a.chosen)
redis.call('DEL', slices)
for _, slice in ipairs(a.slices) do
  local unread = false
  for n = slice[1], slice[2] do
    if redis.call('HEXISTS', keys.document_summaries(a.document), n) == 0 then unread = true end
  end
  local payload = {document_id = a.document, first_page = slice[1], last_page = slice[2]}
  if unread and redis.call('EXISTS', keys.task(task_id(tasks.read_page, payload))) == 0 then
    redis.call('RPUSH', slices, slice[1] .. '-' .. slice[2])
  end
end
expire_with(slices, doc)
for _ = 1, a.waiting do enqueue_slice(a.document) end
if tonumber(get(key, 'done') or 0) == a.chosen then enqueue_finish(a.document) end
changed(job)
