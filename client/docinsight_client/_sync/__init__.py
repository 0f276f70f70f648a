"""The client without ``await``. Made by ``python -m client.make_sync``; do not edit."""
