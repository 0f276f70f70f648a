-- Documents: how they are read, and reused where the same content was read before.

-- Defined with the jobs, and with attachments.
local end_job, may_copy, copy_children

local function enqueue_document(document)
  enqueue(tasks.open_document, {document_id = document}, get(keys.document(document), 'job'))
end

-- The last page of a document was read.
local function enqueue_finish(document)
  enqueue(tasks.finish_document, {document_id = document}, get(keys.document(document), 'job'), {ahead = true})
end

-- Slices of a document that wait for OCR are few. The others follow one by one as they are begun, so that the pages of
-- other documents come between.
local function enqueue_slice(document)
  local slice = redis.call('LPOP', keys.document_slices(document))
  if not slice then return end
  local first, last = string.match(slice, '(%d+)-(%d+)')
  local payload = {document_id = document, first_page = first, last_page = last}
  enqueue(tasks.read_page, payload, get(keys.document(document), 'job'))
end

-- What came of reading one document becomes what came of another.
local function copy_reading(from, to)
  local source, target = keys.document(from), keys.document(to)
  local source_job, target_job = keys.job(get(source, 'job')), get(target, 'job')
  for _, part in ipairs({keys.document_pages, keys.document_summaries, keys.document_index}) do
    redis.call('COPY', part(from), part(to), 'REPLACE')
    expire_with(part(to), target)
  end
  for _, field in ipairs({'page_count', 'warnings', 'warning_records', 'ocr_used', 'characters', 'counted_pages'}) do
    local value = get(source, field)
    if value then redis.call('HSET', target, field, value) end
  end
  for _, field in ipairs({'total', 'done', 'failed'}) do
    local value = get(source_job, field)
    if value then redis.call('HSET', keys.job(target_job), field, value) end
  end
  redis.call('HSET', keys.job(target_job), 'started', stamp(now()))
  copy_children(from, to)
  end_job(target_job, 'succeeded')
end

-- A document's reading has ended: those that follow it have the same, or the first of them is read for the others.
local function release_followers(document, status)
  local key = keys.document_followers(document)
  local followers = {}
  for _, id in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local job = get(keys.document(id), 'job')
    if job and get(keys.job(job), 'status') == 'queued' then followers[#followers + 1] = id end
  end
  redis.call('DEL', key)
  if status == 'succeeded' then
    for _, id in ipairs(followers) do
      if may_copy(document, id) then copy_reading(document, id) else enqueue_document(id) end
    end
  elseif #followers > 0 then
    local first = followers[1]
    local doc, heirs = keys.document(first), keys.document_followers(first)
    for i = 2, #followers do redis.call('RPUSH', heirs, followers[i]) end
    expire_with(heirs, doc)
    local content = keys.content(get(doc, 'space'), get(doc, 'content'))
    redis.call('SET', content, first, 'KEEPTTL')
    expire_with(content, doc)
    enqueue_document(first)
  end
end

local function delete_document(id)
  local space = get(keys.document(id), 'space')
  if space then remove_images(space, id) end
  redis.call('UNLINK', keys.document(id), keys.document_file(id), keys.document_pages(id),
    keys.document_summaries(id), keys.document_attempts(id), keys.document_index(id), keys.document_waiters(id),
    keys.document_images(id), keys.document_followers(id), keys.document_slices(id))
end
