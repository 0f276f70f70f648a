-- A slice of a document was begun: the next one waits in its place.
-- a: document
-- Returns the record to publish, or nothing.
local records = {}
enqueue_slice(records, a.document)
return records
