-- Cancel a job that has not ended.
-- a: space, job
-- Returns {found, ids of tasks that were being done}.
local key = keys.job(a.job)
if get(key, 'space') ~= a.space then return {0, {}} end
local running = {}
for _, id in ipairs(redis.call('SMEMBERS', keys.job_tasks(a.job))) do
  if redis.call('ZSCORE', keys.running, id) and not get(keys.task(id), 'detached') then
    running[#running + 1] = id
  end
end
if not end_job(a.job, 'cancelled') then running = {} end
for _, id in ipairs(running) do stop(id) end
return {1, running}
