-- Cancel a job that has not ended, and those of what is attached to its document.
-- a: space, job
-- Returns {found, ids of tasks that were being done}.
local key = keys.job(a.job)
if get(key, 'space') ~= a.space then return {0, {}} end
local running = {}
local function cancel(job)
  local begun = {}
  for _, id in ipairs(redis.call('SMEMBERS', keys.job_tasks(job))) do
    if redis.call('ZSCORE', keys.running, id) and not get(keys.task(id), 'detached') then begun[#begun + 1] = id end
  end
  if not end_job(job, 'cancelled') then return end
  for _, id in ipairs(begun) do running[#running + 1] = id end
end
cancel(a.job)
local document = get(key, 'document')
for _, id in ipairs(document and document ~= '' and descendants_of(document) or {}) do
  local job = get(keys.document(id), 'job')
  if job then cancel(job) end
end
for _, id in ipairs(running) do stop(id) end
return {1, running}
