-- Record something of a document that is being read.
-- a: document, fields {}
if not unfinished_job_of(a.document) then return end
for field, value in pairs(a.fields) do redis.call('HSET', keys.document(a.document), field, value) end
