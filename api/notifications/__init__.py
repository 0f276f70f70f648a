"""Messages from and to the workers: the change feed and those who wait on it, revocations, session renewal."""
