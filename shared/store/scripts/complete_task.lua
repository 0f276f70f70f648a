-- A task is done.
-- a: task, resume (whether its job is begun anew where it has not ended and no task of it is left)
local job = not get(keys.task(a.task), 'detached') and get(keys.task(a.task), 'job')
remove_task(a.task)
if job and a.resume then resume_job(job) end
