"""Addresses at which people see on the service's web page what a program was given."""

from urllib.parse import quote


def page_link(base: str, session_id: str, document_id: str, page_number: int) -> str:
    """The address of a page of a document."""
    return f"{_session(base, session_id)}/documents/{quote(document_id, safe='')}/{page_number}"


def answer_link(base: str, session_id: str, job_id: str, rank: int = 1) -> str:
    """The address of an answer to a question, framed on its page; the best is 1."""
    return f"{_session(base, session_id)}/answers/{quote(job_id, safe='')}/{rank}"


def _session(base: str, session_id: str) -> str:
    return f"{base.rstrip('/')}/#/{quote(session_id, safe='')}"
