"""Excel workbooks (Office Open XML): each sheet is its used range, cut into pages along its rows.

The XML of sheets is read one row after the other, by lxml: openpyxl gives no number as it is shown, and in its fast
mode neither what is merged nor what is hidden.
"""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)


def open_xlsx(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The workbook, by the values that its formulas had when it was saved, without macros. Raises as `open_source`."""
    from worker.formats.xlsx.source import opened  # a worker that reads none does without the library

    return opened(data)
