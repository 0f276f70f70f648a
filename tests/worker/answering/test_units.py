"""Units of a page with their labels."""

from shared.models.blocks import Block, Cell, Span
from shared.models.page import Page
from worker.answering.units import units

BOX = (0.0, 0.0, 1.0, 1.0)


def page(text: str, *blocks: Block) -> Page:
    return Page(1, 595, 842, "text", text, blocks=blocks)


def named(made: Page) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The units by their text: type and labels."""
    found = units(made, 0, len(made.text))
    return {
        made.text[unit.start : unit.end]: (unit.type, tuple(made.text[a:b] for a, b in unit.labels)) for unit in found
    }


def test_a_cell_is_labeled_by_the_head_of_its_column_and_of_its_row() -> None:
    text = "Item Price\nPen 2.50\nInk 7.00"
    at = [text.index(word) for word in ("Item", "Price", "Pen", "2.50", "Ink", "7.00")]
    ends = [text.index(word) + len(word) for word in ("Item", "Price", "Pen", "2.50", "Ink", "7.00")]
    cells = tuple(Cell(n // 2, n % 2, 1, 1, n < 2, at[n], ends[n], BOX) for n in range(6))

    found = named(page(text, Block("table", 0, len(text), BOX, cells=cells)))

    assert found["2.50"] == ("cell", ("Price", "Pen"))
    assert found["7.00"] == ("cell", ("Price", "Ink"))
    assert found["Price"][0] == "head"


def test_a_value_is_labeled_by_its_field_or_by_what_is_before_a_colon() -> None:
    text = "Order no. 88-412\n\nDue: 3 May"
    field = Block("form_field", 0, 16, BOX, label=Span(0, 9), value=Span(10, 16))

    found = named(page(text, field, Block("paragraph", 18, len(text), BOX)))

    assert found["88-412"][1] == ("Order no.",)
    assert found["Order no."][0] == "label"
    assert found["3 May"] == ("value", ("Due",))


def test_only_what_is_within_the_range_is_a_unit() -> None:
    text = "One sentence here. Another sentence there."
    made = page(text, Block("paragraph", 0, len(text), BOX))

    found = units(made, 0, 18)

    assert {text[unit.start : unit.end] for unit in found} == {"One sentence here."}
