"""The tasks. Each is one work of the ledger, named by its id, and may be done again at any instant."""

from worker.tasks import answer, finish, notify, opening, read, render

__all__ = ["answer", "finish", "notify", "opening", "read", "render"]
