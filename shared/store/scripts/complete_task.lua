-- A task is done.
-- a: task
remove_task(a.task)
