"""The command line: the whole service on one machine, and a client of its HTTP contract."""
