-- A slice of a document was taken up: the next one waits in its place.
-- a: document
-- Returns the work to publish, or nothing.
local records = {}
enqueue_slice(records, a.document)
return records
