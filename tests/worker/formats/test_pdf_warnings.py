"""What a PDF has that is not read, and is warned of."""

import pytest

from shared.models.warnings import WarningCode
from tests.worker.raw_pdf import made, show
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

CONTENT = show("The rent is 900 euros", 700)


def warned(data: bytes) -> tuple[frozenset[WarningCode], frozenset[WarningCode]]:
    """The codes of the document, and those of its page."""
    source = PdfSource(data)
    page = extract_text(source.page(1))
    assert page is not None
    assert page.text.startswith("The rent is 900 euros")
    return source.warnings, page.warnings


FILE = ("<< /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >>", "<< /Length 2 >> stream\nhi\nendstream")


def test_a_plain_document_has_no_warnings() -> None:
    assert warned(made(CONTENT)) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("rendering", "fields", "codes"),
    [("true", "", {"dynamic-form"}), ("false", "6 0 R", set()), ("false", "", {"dynamic-form"})],
    ids=["dynamic", "static", "without any field"],
)
def test_a_dynamic_form_is_told_from_a_static_one(rendering: str, fields: str, codes: set[WarningCode]) -> None:
    form = f"/NeedsRendering {rendering} /AcroForm << /Fields [{fields}] /XFA 5 0 R >>"
    template = "<< /Length 7 >> stream\n<xdp/> \nendstream"
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [72 600 200 620] >>"
    data = made(CONTENT, catalog=form, page=f"/Annots [{fields}]", objects=(template, field))
    assert warned(data) == (codes, set())


def test_files_in_a_document_are_named_as_left_out() -> None:
    catalog = "/Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >>"
    assert warned(made(CONTENT, catalog=catalog, objects=FILE)) == ({"embedded-files"}, set())


def test_files_that_belong_to_parts_of_a_document_are_named_as_left_out() -> None:
    associated = (FILE[0].replace("/EF", "/AFRelationship /Data /EF"), FILE[1])
    assert warned(made(CONTENT, catalog="/AF [5 0 R]", objects=associated)) == ({"embedded-files"}, set())


@pytest.mark.parametrize(
    ("annotation", "codes"),
    [
        ("/Subtype /Text /Contents (Ask the board)", {"comments"}),
        ("/Subtype /Highlight /QuadPoints [72 710 200 710 72 695 200 695] /Contents (Too high)", {"comments"}),
        ("/Subtype /Highlight /QuadPoints [72 710 200 710 72 695 200 695] /Contents ()", set()),
        ("/Subtype /Text /RC (<body>Ask the board</body>)", {"comments"}),
        ("/Subtype /FreeText /Contents (Only some programs show this) /DA (/F 9 Tf)", {"comments"}),
        ("/Subtype /Link /Contents (a link)", set()),
        ("/Subtype /FileAttachment /FS 5 0 R", {"embedded-files"}),
    ],
)
def test_a_page_with_comments_or_files_says_so(annotation: str, codes: set[WarningCode]) -> None:
    annots = f"/Annots [<< /Type /Annot {annotation} /Rect [72 695 200 710] >>]"
    assert warned(made(CONTENT, page=annots, objects=FILE)) == (set(), codes)
