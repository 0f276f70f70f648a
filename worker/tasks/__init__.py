"""The tasks. Each has a record in the ledger, whose id is its only argument, and may be executed again at any time."""

from worker.tasks import answer, finish, notify, opening, read, render, searchable_pdf

__all__ = ["answer", "finish", "notify", "opening", "read", "render", "searchable_pdf"]
