-- Fix the OCR engine of a document, unless it is fixed already or the document is gone.
-- a: document, used (JSON)
-- Returns the one that applies.
local doc = keys.document(a.document)
if redis.call('EXISTS', doc) == 0 then return a.used end
redis.call('HSETNX', doc, 'ocr_used', a.used)
return get(doc, 'ocr_used')
