"""The command line: runs the service on one machine, and is a client of its HTTP contract."""
