-- A client asks for a document as a searchable PDF.
-- a: payload {document_id}, request_id
-- Returns whether a worker makes it: none does where the document is gone.
local document = a.payload.document_id
local job, space = get(keys.document(document), 'job'), get(keys.document(document), 'space')
if not job then return 0 end
-- There was no room for it the last time.
if redis.call('HGET', keys.document_images(document), 'pdf') == '' then remove_image(space, document .. ':pdf') end
enqueue(tasks.make_pdf, a.payload, job, {detached = true, request_id = a.request_id})
return 1
