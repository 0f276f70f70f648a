"""Pages made for measuring structure: tables, forms, lists and headings whose truth is known to the cell.

Everything follows from a seed. Each kind is drawn in many fonts, sizes, widths and alignments.
"""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.reading import structured_dense as dense
from bench.reading import structured_forms as forms
from bench.reading import structured_tables as tables
from bench.reading.structured_sheet import Sheet, Truth


@dataclass(frozen=True, slots=True)
class StructuredPage:
    """A one-page PDF of a kind, and its truth."""

    kind: str
    pdf: bytes
    truth: Truth


def headings(sheet: Sheet) -> None:
    """Headings by size, with numbers, and by capitals, over running text."""
    for number, form in enumerate(sheet.rng.sample(["size", "number", "capitals", "size"], 4), 1):
        name = sheet.name(3)
        if form == "capitals":
            sheet.heading(name.upper(), 1.0)
        else:
            sheet.heading(f"{number}. {name}" if form == "number" else name, 1.0 if form == "number" else 1.4)
        sheet.paragraph()


KINDS: tuple[Callable[[Sheet], None], ...] = (
    tables.ruled,
    tables.ruled_wrapped,
    tables.ruled_two_heads,
    tables.booktabs,
    tables.opened,
    tables.headless,
    tables.statement,
    tables.open_two_heads,
    tables.open_wrapped,
    tables.ruled_row_spans,
    tables.open_long_head,
    forms.colon_fields,
    forms.aligned_fields,
    forms.ruled_fields,
    forms.boxed_fields,
    forms.labels_above,
    forms.two_sides_of_fields,
    dense.narrow_columns,
    dense.signs_behind,
    dense.tables_in_a_row,
    dense.labels_over_values,
    dense.letterheads_over_table,
    headings,
)


def structured_pages(count: int, seed: int) -> Iterator[StructuredPage]:
    """``count`` pages of each kind, running text above and below."""
    for kind in KINDS:
        for number in range(count):
            rng = random.Random(f"{seed} {kind.__name__} {number}")
            file = io.BytesIO()
            canvas = Canvas(file, pagesize=A4, invariant=1)
            sheet = Sheet(canvas, rng)
            if kind is not headings:
                sheet.heading(sheet.name(2))
                sheet.paragraph(rng.choice([30, 60]))
            kind(sheet)
            sheet.y -= 2 * sheet.size
            sheet.paragraph(40)
            canvas.save()
            yield StructuredPage(kind.__name__, file.getvalue(), sheet.truth)
