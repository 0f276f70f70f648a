-- Cancel a job that has not ended.
-- a: space, job
-- Returns {found, works to publish, ids of works that were being done}.
local key = job_key(a.job)
if get(key, 'space') ~= a.space then return {0, {}, {}} end
local works, running = {}, {}
for _, id in ipairs(redis.call('SMEMBERS', key .. ':works')) do
  if redis.call('ZSCORE', 'di:running', id) and not get('di:work:' .. id, 'detached') then
    running[#running + 1] = id
  end
end
if not end_job(works, a.job, 'cancelled') then running = {} end
for _, id in ipairs(running) do stop(id) end
return {1, works, running}
