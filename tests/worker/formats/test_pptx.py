"""PowerPoint presentations are pages with everything at its own place."""

from collections.abc import Callable
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from shared.errors import Corrupt, NoPages
from tests.worker.office import PPTX, blocks_of, opened, png, read, read_all, replaced, rows_of, saved


def presentation(*draw: Callable[[Any], object], layout: int = 6) -> bytes:
    """A presentation with a slide for each function."""
    made = pptx.Presentation()
    for one in draw:
        one(made.slides.add_slide(made.slide_layouts[layout]))
    return saved(made)


def box(text: str, x: float, y: float, width: float = 3, height: float = 1) -> Callable[[Any], object]:
    def draw(slide: Any) -> None:
        slide.shapes.add_textbox(Inches(x), Inches(y), Inches(width), Inches(height)).text_frame.text = text

    return draw


def test_a_slide_has_its_own_size_and_its_name_is_its_place() -> None:
    (first, second) = read_all(presentation(box("One", 1, 1), box("Two", 1, 1)), PPTX)
    assert (first.width, first.height) == (720, 540)
    assert (first.place(0, 3), second.place(0, 3)) == ("slide 1", "slide 2")


def test_text_is_at_its_place() -> None:
    (page,) = read_all(presentation(box("Here", 5, 3)), PPTX)
    x0, y0, x1, y1 = page.words[0].box
    assert 0.5 <= x0 < x1 <= 0.8
    assert 0.4 <= y0 < y1 <= 0.54


def test_shapes_are_read_from_top_to_bottom_and_from_left_to_right() -> None:
    def draw(slide: Any) -> None:
        for text, x, y in [("third", 1, 4), ("second", 5, 1), ("first", 1, 1)]:
            box(text, x, y)(slide)

    (page,) = read_all(presentation(draw), PPTX)
    assert page.text.split() == ["first", "second", "third"]


def test_titles_and_points_take_their_places_from_the_layout() -> None:
    def draw(slide: Any) -> None:
        slide.shapes.title.text = "Plans"
        frame = slide.placeholders[1].text_frame
        frame.text = "A bridge"
        inner = frame.add_paragraph()
        inner.text, inner.level = "Two piers", 1

    (page,) = read_all(presentation(draw, layout=1), PPTX)
    assert blocks_of(page) == [
        ("title", "Plans"),
        ("list", "• A bridge\n• Two piers"),
        ("list_item", "• A bridge"),
        ("list", "• Two piers"),
        ("list_item", "• Two piers"),
    ]
    assert page.blocks[0].box[3] < page.blocks[1].box[1]


def test_more_text_than_its_box_has_room_for_is_set_smaller() -> None:
    (page,) = read_all(presentation(box("many words and more " * 40, 1, 1, 4, 2)), PPTX)
    assert max(word.box[3] for word in page.words) <= 0.42


def test_tables_keep_their_cells() -> None:
    def draw(slide: Any) -> None:
        table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(6), Inches(2)).table
        for i, row in enumerate([["City", "Fee"], ["Ostrava", "12"], ["All", ""]]):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
        table.cell(2, 0).merge(table.cell(2, 1))

    (page,) = read_all(presentation(draw), PPTX)
    assert rows_of(page) == [["City", "Fee"], ["Ostrava", "12"], ["All", "All"]]
    assert [cell.header for cell in page.blocks[0].cells] == [True, True, False, False, False]


def test_a_chart_is_read_by_its_title_and_its_numbers() -> None:
    def draw(slide: Any) -> None:
        data = CategoryChartData()
        data.categories = ["East", "West"]
        data.add_series("Sales", (19.2, 21.4))
        place = (Inches(1), Inches(1), Inches(6), Inches(4))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Sales of 2024"

    (page,) = read_all(presentation(draw), PPTX)
    assert blocks_of(page, "caption") == [("caption", "Sales of 2024")]
    assert rows_of(page) == [["", "Sales"], ["East", "19.2"], ["West", "21.4"]]


def test_what_is_in_groups_is_at_its_place_on_the_slide() -> None:
    def draw(slide: Any) -> None:
        outer = slide.shapes.add_group_shape()
        inner = outer.shapes.add_group_shape()
        inner.shapes.add_textbox(Inches(5), Inches(5), Inches(2), Inches(1)).text_frame.text = "Deep"

    (page,) = read_all(presentation(draw), PPTX)
    assert page.text == "Deep"
    assert page.words[0].box[0] >= 0.5
    assert page.words[0].box[1] >= 5 / 7.5 - 0.01


def test_hidden_slides_are_left_out_and_told_and_do_not_change_the_numbers_of_others() -> None:
    def hide(slide: Any) -> None:
        box("Unseen", 1, 1)(slide)
        slide._element.set("show", "0")

    source = opened(presentation(hide, box("Seen", 1, 1)), PPTX)
    page = read(source)
    assert source.page_count == 1
    assert page.text == "Seen"
    assert page.place(0, 4) == "slide 2"
    assert source.warnings == {"hidden-content"}


def test_notes_are_not_read() -> None:
    def draw(slide: Any) -> None:
        box("Seen", 1, 1)(slide)
        slide.notes_slide.notes_text_frame.text = "Said"

    (page,) = read_all(presentation(draw), PPTX)
    assert page.text == "Seen"


def test_pictures_are_at_their_places() -> None:
    def draw(slide: Any) -> None:
        slide.shapes.add_picture(png("Invoice number 8841"), Inches(2), Inches(3), Inches(4))

    ((x0, y0, x1, _),) = opened(presentation(draw), PPTX).page(1).pictures()
    assert (x0, y0, x1) == pytest.approx((0.2, 0.4, 0.6), abs=0.001)


def test_a_shape_beside_its_slide_is_shown_at_its_edge() -> None:
    (page,) = read_all(presentation(box("Far", 30, -4)), PPTX)
    x0, y0, x1, y1 = page.blocks[0].box
    assert 0 <= x0 < x1 <= 1.02
    assert 0 <= y0 < y1 <= 1


def test_a_presentation_without_slides_is_refused() -> None:
    with pytest.raises((Corrupt, NoPages)):
        opened(presentation(), PPTX)
    with pytest.raises(Corrupt):
        opened(replaced(presentation(box("x", 1, 1)), {"ppt/presentation.xml": lambda _: b"<x"}), PPTX)
