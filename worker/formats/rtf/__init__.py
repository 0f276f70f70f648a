"""Rich Text (RTF).

No library with a permissive license gives more than its text: headings, lists and the grids of tables are read here.
"""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/rtf",)


def open_rtf(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The document; tracked changes as if accepted, without comments and objects. Raises as `open_source`."""
    from worker.formats.rtf.source import opened  # a worker that reads none does without it

    return opened(data)
