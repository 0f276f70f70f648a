"""PDFs that end too early."""

import io
import random
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import ObjectStreamMode
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.errors import Corrupt
from tests.worker.pages import picture
from worker.extraction.page import extract_text
from worker.formats.pdf.object_streams import stored_objects
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.pdf.rebuilding import rebuilt
from worker.formats.pdf.source import PdfSource
from worker.searchable.from_pdf import with_text

Source = type[PdfSource] | type[PlumberSource]
LINES = 30


def written(pages: int = 5, *, for_web: bool = False, grouped: bool = False) -> bytes:
    """Pages of many lines, first the objects of the pages, in object streams where ``grouped``, then what they show."""
    file, out = io.BytesIO(), io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        for line in range(LINES):
            canvas.drawString(60, 780 - 20 * line, f"Page {number + 1}, line {line}: pump {100 * number + line} leaks.")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(file.getvalue())) as document:
        mode = ObjectStreamMode.generate if for_web or grouped else ObjectStreamMode.disable
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


@pytest.mark.parametrize("engine", [PdfSource, PlumberSource])
def test_a_file_without_its_end_is_read_whole_where_its_objects_are_in_object_streams(engine: Source) -> None:
    whole = written(grouped=True)
    source = engine(whole[: whole.rindex(b"/Type /XRef") - 20])
    assert counts(source) == [LINES] * 5
    assert source.warnings == {"damaged-file"}


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_pages_whose_content_is_left_are_read_where_the_objects_of_all_are_in_object_streams(share: float) -> None:
    whole = written(pages=20, grouped=True)
    found = counts(PdfSource(whole[: int(share * len(whole))]))
    read = [count for count in found if count == LINES]
    assert len(found) == 20
    assert len(read) >= 20 * share - 4
    assert set(found[len(read) + 1 :]) <= {None}


def grouped_last(pages: int) -> bytes:
    """Pages of one line, first what they show, then one object stream with their objects and at its end their tree."""
    file = b"%PDF-1.7\n"
    for number in range(pages):
        content = b"BT /F 11 Tf 72 700 Td (Page %d: pump %d leaks.) Tj ET" % (number + 1, 7 * number)
        file += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number + 1, len(content), content)
    tree, root = 2 * pages + 1, 2 * pages + 2
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    bodies = [
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %d 842]/Contents %d 0 R/Resources<</Font<</F%s>>>>>>"
        % (tree, 500 + 3 * number, number + 1, font)
        for number in range(pages)
    ]
    kids = b" ".join(b"%d 0 R" % (pages + 1 + number) for number in range(pages))
    bodies += [b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids), b"<</Type/Catalog/Pages %d 0 R>>" % tree]
    places = [sum(len(body) + 1 for body in bodies[:i]) for i in range(len(bodies))]
    header = b" ".join(b"%d %d" % (pages + 1 + i, place) for i, place in enumerate(places)) + b"\n"
    stream = zlib.compress(header + b"\n".join(bodies))
    dictionary = b"/N %d/First %d/Filter/FlateDecode/Length %d" % (len(bodies), len(header), len(stream))
    return file + b"%d 0 obj\n<</Type/ObjStm%s>>\nstream\n%s\nendstream\nendobj\n" % (root + 1, dictionary, stream)


@pytest.mark.parametrize("lost", [40, 200, 400])
def test_pages_whose_tree_is_lost_are_read_in_the_order_of_their_objects(lost: int) -> None:
    """Some programs write object streams last, and in these the tree of the pages."""
    whole = grouped_last(60)
    source = PdfSource(whole[:-lost])
    texts = []
    for number in range(1, source.page_count + 1):
        page = extract_text(source.page(number))
        assert page is not None
        texts.append(page.text)
    assert texts == [f"Page {number + 1}: pump {7 * number} leaks." for number in range(len(texts))]
    assert len(texts) >= 10
    assert source.warnings == {"damaged-file"}


@pytest.mark.parametrize(
    "header",
    [
        b"/N 2/First 99999999999999999999",
        b"/N 3/First 15",
        b"/First 9",
        b"/N " + b"9" * 5000 + b"/First 9",
        b"/N 40/First 400",
    ],
)
@pytest.mark.parametrize("places", [b"1 0 2 5 3 0 4 5 5 0 ", b"1 " + b"9" * 5000 + b" ", b"1 -5 2 x "])
def test_an_object_stream_that_says_anything_is_left_out(header: bytes, places: bytes) -> None:
    stream = zlib.compress(40 * places)
    broken = b"%%PDF-1.7\n7 0 obj\n<</Type/ObjStm%s>>\nstream\n%s\nendstream\nendobj\n" % (header, stream)
    assert list(stored_objects(broken)) == []
    with pytest.raises(Corrupt):
        PdfSource(broken)


@pytest.mark.parametrize("grouped", [True, False])
def test_text_in_a_font_whose_file_breaks_off_is_read(grouped: bool) -> None:
    file, out = io.BytesIO(), io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("DejaVu", 11)
    canvas.drawString(60, 780, "The pump of the second well leaks at its flange.")
    canvas.save()
    with pikepdf.open(io.BytesIO(file.getvalue())) as document:
        mode = ObjectStreamMode.generate if grouped else ObjectStreamMode.disable
        document.save(out, object_stream_mode=mode)
    whole = out.getvalue()
    page = extract_text(PdfSource(whole[: whole.index(b"/Length1") + 2000]).page(1))
    assert page is not None
    assert page.text == "The pump of the second well leaks at its flange."


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


FOREIGN = [
    b"\n<html>" + 5000 * b" " + b"</html>",
    100_000 * b"\0",
    random.Random(1).randbytes(200_000),
    b"\n<html>" + 20_000 * b"<p>A text</p>" + b"</html>",
]


@pytest.mark.parametrize("behind", [b"", *FOREIGN], ids=["nothing", "some", "zeros", "noise", "text"])
@pytest.mark.parametrize(
    "written", [written(), written(for_web=True), written(grouped=True)], ids=["", "web", "grouped"]
)
def test_files_that_are_whole_have_no_warning_whatever_is_behind_their_end(
    written: bytes, behind: bytes, tmp_path: Path
) -> None:
    (tmp_path / "whole.pdf").write_bytes(written + behind)
    for data in (written + behind, tmp_path / "whole.pdf"):
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
