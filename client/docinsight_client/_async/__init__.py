"""The client with ``await``. The package without it is made from this one: ``python -m client.make_sync``."""
