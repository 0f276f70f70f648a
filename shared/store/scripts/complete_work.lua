-- A work is done.
-- a: work
strike(a.work)
