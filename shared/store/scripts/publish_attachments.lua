-- What is attached to a document that is being read becomes documents of their own, with a job each.
-- a: document, warnings (JSON) or nothing, attachments [{position, staging, content or nothing, record {}}]
-- Sent twice, or again by a task that was begun again: those that are there stay as they are.
-- Returns how many are left out, since the upload would have more files than it may; false when staged bytes are gone or
-- not all there.
local job = unfinished_job_of(a.document)
local children, left_out = {}, 0
for _, one in ipairs(a.attachments) do
  local function put(file)
    if redis.call('STRLEN', one.staging) ~= tonumber(one.record.bytes) then return false end
    return redis.call('RENAME', one.staging, file)
  end
  local child = nil
  if job then child = create_child(a.document, one.position, one.record, one.content, put) end
  if child == false then return false end
  if child then children[#children + 1] = child else left_out = left_out + 1 end
  redis.call('UNLINK', one.staging)
end
if job then set_children(a.document, children) end
return left_out
