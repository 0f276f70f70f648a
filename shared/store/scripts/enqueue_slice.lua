-- A slice of a document was taken up: the next one waits in its place.
-- a: document
-- Returns the work to publish, or nothing.
local works = {}
enqueue_slice(works, a.document)
return works
