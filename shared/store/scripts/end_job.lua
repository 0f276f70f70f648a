-- A job ends.
-- a: job, status, fields {}, document_fields {} ; ARGV[2]: the document's index, or empty
-- Returns the works to publish; false when the job had ended before.
local works = {}
local key = job_key(a.job)
local status = get(key, 'status')
if not status or ended(status) then return false end
local document = get(key, 'document')
if document and document ~= '' then
  local doc = doc_key(document)
  for field, value in pairs(a.document_fields) do redis.call('HSET', doc, field, value) end
  if #ARGV[2] > 0 then
    redis.call('SET', doc .. ':index', ARGV[2])
    expire_with(doc .. ':index', doc)
  end
end
end_job(works, a.job, a.status, a.fields)
return works
