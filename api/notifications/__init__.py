"""What tells clients of changes: the change feed, job snapshots, events and the outbox."""
