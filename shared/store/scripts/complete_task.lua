-- A work is done.
-- a: work
remove_task(a.task)
