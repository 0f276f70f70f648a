"""PDFs that end too early."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import ObjectStreamMode
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.errors import Corrupt
from tests.worker.pages import picture
from worker.extraction.page import extract_text
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.pdf.rebuilding import rebuilt
from worker.formats.pdf.source import PdfSource
from worker.searchable.from_pdf import with_text

Source = type[PdfSource] | type[PlumberSource]
LINES = 30


def written(pages: int = 5, *, for_web: bool = False) -> bytes:
    """Pages of many lines, first the objects of the pages and then what they show."""
    file, out = io.BytesIO(), io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        for line in range(LINES):
            canvas.drawString(60, 780 - 20 * line, f"Page {number + 1}, line {line}: pump {100 * number + line} leaks.")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(file.getvalue())) as document:
        mode = ObjectStreamMode.generate if for_web else ObjectStreamMode.disable
        document.save(out, linearize=for_web, object_stream_mode=mode)
    return out.getvalue()


def counts(source: PdfSource) -> list[int | None]:
    """The lines of each page, None for one that is not read."""
    found: list[int | None] = []
    for number in range(1, source.page_count + 1):
        try:
            page = extract_text(source.page(number))
        except Corrupt:
            found.append(None)
        else:
            assert page is not None
            found.append(len(page.text.splitlines()))
    return found


@pytest.mark.parametrize("engine", [PdfSource, PlumberSource])
def test_a_file_without_its_end_is_read_whole_where_all_pages_are_there(engine: Source) -> None:
    whole = written()
    source = engine(whole[: whole.rindex(b"xref") - 9])
    assert counts(source) == [LINES] * 5
    assert source.warnings == {"damaged-file"}


def test_the_beginning_of_a_page_that_breaks_off_is_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=0)
    for line in range(LINES):
        canvas.drawString(60, 780 - 20 * line, f"line {line}: pump {line} leaks.")
    canvas.save()
    whole = file.getvalue()
    (tmp_path / "cut.pdf").write_bytes(whole[: whole.index(b"line 20")])
    (count,) = counts(PdfSource(tmp_path / "cut.pdf"))
    assert count is not None
    assert 19 <= count <= 20


@pytest.mark.parametrize("for_web", [True, False])
def test_pages_whose_content_is_lost_are_not_read_as_empty(for_web: bool) -> None:
    whole = written(for_web=for_web)
    source = PdfSource(whole[: len(whole) * 6 // 10])
    found = counts(source)
    assert found[:2] == [LINES] * 2
    assert found[-2:] == [None] * 2
    assert 0 not in found
    assert source.warnings == {"damaged-file"}


def test_a_scan_whose_picture_is_lost_is_not_read_as_empty() -> None:
    file, out = io.BytesIO(), io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(60, 700, "The first page has text of its own.")
    canvas.showPage()
    canvas.drawImage(ImageReader(picture(["The second is a scan."])), 60, 600, 400, 120)
    canvas.save()
    # What is drawn before the picture is there, and then the file breaks off.
    with pikepdf.open(io.BytesIO(file.getvalue())) as document:
        (name,) = document.pages[1].Resources.XObject.keys()
        del document.pages[1].Resources.XObject[name]
        document.save(out)
    whole = out.getvalue()
    assert counts(PdfSource(whole[: whole.rindex(b"startxref")])) == [1, None]


def test_files_that_are_whole_have_no_warning_whatever_is_behind_their_end() -> None:
    for data in (written(), written(for_web=True), written() + b"\n<html>" + 5000 * b" " + b"</html>"):
        source = PdfSource(data)
        assert counts(source) == [LINES] * 5
        assert not source.warnings


def test_a_file_of_which_no_page_is_left_is_refused() -> None:
    whole = written()
    for share in (0.02, 0.1):
        with pytest.raises(Corrupt):
            PdfSource(whole[: int(share * len(whole))])


def test_text_is_laid_over_what_is_left(tmp_path: Path) -> None:
    whole, path = written(), tmp_path / "cut.pdf"
    path.write_bytes(whole[: whole.rindex(b"xref") - 9])
    page = extract_text(PdfSource(path).page(1))
    assert page is not None
    made = with_text(path, [page])
    assert made.file_bytes == 0
    assert PdfSource(made.rest).page_count == 5
    assert rebuilt(path) is not None
