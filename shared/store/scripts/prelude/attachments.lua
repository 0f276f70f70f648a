-- Documents as they come, uploaded or attached to others (mails), which are their parents.

-- The documents that are attached to one, in their order.
local function children_of(id)
  local children = {}
  for child in string.gmatch(get(keys.document(id), 'children') or '', '[^,]+') do children[#children + 1] = child end
  return children
end

-- The same, with what is attached to them.
local function descendants_of(id, found)
  found = found or {}
  for _, child in ipairs(children_of(id)) do
    found[#found + 1] = child
    descendants_of(child, found)
  end
  return found
end

-- Whether what came of reading one document may become what came of another: all that was attached to it is there,
-- and counts as files of the other's upload as well.
function may_copy(from, to)
  local source = keys.document(from)
  if get(source, 'status') ~= 'succeeded' or get(source, 'partial') then return false end
  local children = children_of(from)
  for _, child in ipairs(children) do
    if redis.call('EXISTS', keys.document_file(child)) == 0 then return false end
  end
  local upload = get(keys.document(to), 'upload')
  return #children == 0 or (upload and tonumber(redis.call('GET', keys.upload_room(upload)) or 0) >= #children)
end

-- Write the records of a document, whose bytes are there, and of its job; have it read, unless its content was before.
-- d: id, job, content or nothing, record {}, job_record {}. ttl: seconds
local function create_document(space, session, d, ttl)
  local doc, job = keys.document(d.id), keys.job(d.job)
  for field, value in pairs(d.record) do redis.call('HSET', doc, field, value) end
  redis.call('HSET', doc, 'id', d.id, 'job', d.job, 'space', space, 'session', session, 'status', 'queued')
  for field, value in pairs(d.job_record) do redis.call('HSET', job, field, value) end
  redis.call('HSET', job, 'id', d.job, 'kind', 'document', 'status', 'queued', 'space', space, 'session', session,
    'document', d.id, 'created', stamp(now()), 'version', 1, 'work', task_id(tasks.open_document, {document_id = d.id}))
  for _, key in ipairs({doc, keys.document_file(d.id), job}) do redis.call('EXPIRE', key, ttl) end
  local documents, jobs = keys.session_documents(space, session), keys.session_jobs(space, session)
  redis.call('ZADD', documents, next_score(documents), d.id)
  redis.call('ZADD', jobs, next_score(jobs), d.job)
  count_unfinished(space, d.job, ttl)

  local content = d.content and keys.content(space, d.content)
  local origin = content and redis.call('GET', content)
  local status = origin and get(keys.document(origin), 'status')
  if content then redis.call('HSET', doc, 'content', d.content) end
  if status == 'succeeded' and may_copy(origin, d.id) then
    copy_reading(origin, d.id)
    redis.call('EXPIRE', content, ttl)
  elseif status == 'queued' or status == 'running' then
    redis.call('RPUSH', keys.document_followers(origin), d.id)
    expire_with(keys.document_followers(origin), keys.document(origin))
  else
    if content then redis.call('SET', content, d.id, 'EX', ttl) end
    enqueue_document(d.id)
  end
end

-- Questions that wait for a document wait for what is attached to it, too.
local function wait_for_children(id, children)
  for _, waiter in ipairs(redis.call('SMEMBERS', keys.document_waiters(id))) do
    local job = keys.job(waiter)
    if get(job, 'status') == 'queued' then
      local wanted, known = cjson.decode(get(job, 'documents')), {}
      for _, one in ipairs(wanted) do known[one] = true end
      for _, child in ipairs(children) do
        if not known[child] then
          wanted[#wanted + 1] = child
          if not ended(get(keys.document(child), 'status')) then
            redis.call('HINCRBY', job, 'waits', 1)
            redis.call('SADD', keys.document_waiters(child), waiter)
            expire_with(keys.document_waiters(child), keys.document(child))
          end
        end
      end
      redis.call('HSET', job, 'documents', cjson.encode(wanted))
    end
  end
end

-- Create the document of what is attached to another at some position, whose ids follow from these: none comes twice.
-- put: puts its bytes in the place of the key that it is given, or returns false where they are not all there;
-- record: of the document
-- Returns its id; nothing where the upload would have more files than it may, false where its bytes are not all there.
local function create_child(parent, position, record, content, put)
  local doc = keys.document(parent)
  local key = parent .. ':' .. position
  local id, job = string.sub(redis.sha1hex('document:' .. key), 1, 24), string.sub(redis.sha1hex('job:' .. key), 1, 24)
  if redis.call('EXISTS', keys.document(id)) == 1 then return id end
  local upload = get(doc, 'upload')
  local room = upload and keys.upload_room(upload)
  if not room or tonumber(redis.call('GET', room) or 0) < 1 then return nil end
  if not put(keys.document_file(id)) then return false end
  redis.call('DECR', room)
  record.parent, record.position, record.upload = parent, position, upload
  record.depth = tonumber(get(doc, 'depth') or 0) + 1
  for _, field in ipairs({'ocr', 'languages'}) do record[field] = get(doc, field) end
  local job_record = {}
  for _, field in ipairs({'request_id', 'callback', 'traceparent'}) do
    job_record[field] = get(keys.job(get(doc, 'job')), field)
  end
  local d = {id = id, job = job, content = content, record = record, job_record = job_record}
  create_document(get(doc, 'space'), get(doc, 'session'), d, math.max(1, math.ceil(redis.call('PTTL', doc) / 1000)))
  return id
end

-- What is attached to a document was found.
local function set_children(id, children)
  if #children > 0 then redis.call('HSET', keys.document(id), 'children', table.concat(children, ',')) end
  wait_for_children(id, children)
end

-- What is attached to one document is attached to another of the same content.
function copy_children(from, to)
  local children = {}
  for _, child in ipairs(children_of(from)) do
    local source, record = keys.document(child), {}
    for _, field in ipairs({'filename', 'media_type', 'bytes', 'sha256'}) do record[field] = get(source, field) end
    local function put(file) return redis.call('COPY', keys.document_file(child), file, 'REPLACE') == 1 end
    children[#children + 1] = create_child(to, get(source, 'position'), record, get(source, 'content'), put)
  end
  set_children(to, children)
end

-- A document is deleted by itself: a later upload of the file that it was attached to must bring it again.
local function leave_parent(id)
  local parent = get(keys.document(id), 'parent')
  if not parent or redis.call('EXISTS', keys.document(parent)) == 0 then return end
  local left = {}
  for _, child in ipairs(children_of(parent)) do
    if child ~= id then left[#left + 1] = child end
  end
  redis.call('HSET', keys.document(parent), 'children', table.concat(left, ','))
  while parent and redis.call('EXISTS', keys.document(parent)) == 1 do
    redis.call('HSET', keys.document(parent), 'partial', 1)
    parent = get(keys.document(parent), 'parent')
  end
end
