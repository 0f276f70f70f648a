-- A job ends.
-- a: job, status, fields {}, document_fields {}, pages (of the document that the index was made of) or nothing,
--   cited [documents], gone; ARGV[2]: the document's index, or empty
-- An answer that cites a document that was deleted meanwhile is not kept: the job fails with `gone`.
-- Returns 1; false when the job had ended before, or when pages are gone: they were lost with a primary that its replica
-- had not followed to the end, and are read again.
local key = keys.job(a.job)
local status = get(key, 'status')
if not status or ended(status) then return false end
if a.pages and tonumber(get(key, 'done') or 0) ~= a.pages then return false end
local document = get(key, 'document')
if document and document ~= '' then
  local doc, index = keys.document(document), keys.document_index(document)
  for field, value in pairs(a.document_fields) do redis.call('HSET', doc, field, value) end
  if #ARGV[2] > 0 then
    redis.call('SET', index, ARGV[2])
    expire_with(index, doc)
  end
end
for _, id in ipairs(a.cited or {}) do
  if redis.call('EXISTS', keys.document(id)) == 0 then a.status, a.fields = 'failed', {error = a.gone} end
end
end_job(a.job, a.status, a.fields)
return 1
