-- Ask for an image of a page.
-- a: payload {document_id, page_number, width, format}, request_id
-- Returns the records to publish.
local records = {}
local job = get(keys.document(a.payload.document_id), 'job')
if not job then return records end
enqueue(records, tasks.render_page, a.payload, job, {detached = true, request_id = a.request_id})
return records
