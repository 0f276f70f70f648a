"""The client with ``await``. The package without it is made from this one: ``make client``."""
