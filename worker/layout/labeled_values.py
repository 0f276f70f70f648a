"""Values that begin as labels do, with a colon: "RE: our meeting" as the subject of a mail."""

from collections.abc import Sequence

from shared.models.blocks import Span
from worker.layout.form_fields import Field
from worker.layout.text_lines import Line, PageLines

MIN_VALUES = 2
"""Values of other lines, at least, that begin where such a one does."""


def with_labeled_values(page: PageLines, lines: Sequence[Line], found: list[list[Field]]) -> list[list[Field]]:
    """The fields of lines, what seems a second label in the column of the values as the value of the first one."""
    if not any(map(_may_be_one, found)):
        return found
    edges = [
        page.x0[line.parts[1].first]
        for line, fields in zip(lines, found, strict=True)
        if len(fields) == 1
        and len(line.parts) == 2
        and fields[0].value
        and fields[0].value.start == line.parts[1].start
    ]
    joined: list[list[Field]] = []
    for line, fields in zip(lines, found, strict=True):
        if _may_be_one(fields):
            label, value = fields
            beside = sum(abs(page.x0[value.first] - edge) <= 0.5 * line.size for edge in edges)
            if beside >= MIN_VALUES:
                fields = [
                    Field(label.first, value.last, label.label, Span(value.label.start, page.ends[value.last - 1]))
                ]
        joined.append(fields)
    return joined


def _is_beside(line: Line, fields: Sequence[Field]) -> bool:
    """Whether a line is one label and, behind a wide gap, its value."""
    value = fields[0].value if len(fields) == 1 else None
    return value is not None and len(line.parts) == 2 and value.start == line.parts[1].start


def _may_be_one(fields: Sequence[Field]) -> bool:
    """Whether two labels follow each other without a value of the first."""
    return len(fields) == 2 and fields[0].value is None and fields[0].last == fields[1].first
