-- A slice of a document was begun: the next one waits in its place.
-- a: document
enqueue_slice(a.document)
