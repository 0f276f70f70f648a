"""Form fields say what they are set to, whether they have an appearance or not."""

from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import both, lines, pdf, words
from tests.worker.raw_pdf import made, show
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource


def read(data: bytes) -> list[str]:
    page = extract_text(PdfSource(data).page(1))
    assert page is not None
    return words(page)


def form(content: str, *fields: str) -> bytes:
    """A page with fields that have no appearance."""
    widgets = tuple(
        f"<< /Type /Annot /Subtype /Widget {field if '/F ' in field else field + ' /F 4'} >>" for field in fields
    )
    names = " ".join(f"{number} 0 R" for number in range(5, 5 + len(fields)))
    catalog = f"/AcroForm << /Fields [{names}] /DA (/F 11 Tf 0 g) /DR << /Font << /F << /Type /Font /Subtype /Type1 "
    return made(
        content,
        catalog=catalog + "/BaseFont /Helvetica >> >> >> >>",
        page=f"/Annots [{names}]",
        objects=widgets,
    )


def test_ticks_without_an_appearance_are_written_before_what_they_stand_for() -> None:
    data = form(
        f"{show('    Student', 700)} {show('    Adult', 680)}",
        "/FT /Btn /T (student) /V /Yes /AS /Yes /Rect [70 698 82 710]",
        "/FT /Btn /T (adult) /V /Off /AS /Off /Rect [70 678 82 690]",
    )
    assert read(data) == ["☒", "Student", "☐", "Adult"]


def test_ticks_are_written_alike_whatever_their_appearance_is() -> None:
    def draw(canvas: Canvas) -> None:
        for i, style in enumerate(("check", "cross", "circle", "star")):
            canvas.acroForm.checkbox(name=style, checked=i % 2 == 0, buttonStyle=style, x=72, y=700 - 40 * i, size=16)
            canvas.drawString(100, 704 - 40 * i, style)

    assert read(pdf(draw)) == ["☒", "check", "☐", "cross", "☒", "circle", "☐", "star"]


def test_a_choice_among_buttons_says_which_is_chosen() -> None:
    def draw(canvas: Canvas) -> None:
        for i, value in enumerate(("Adult", "Student", "Pensioner")):
            canvas.acroForm.radio(name="fee", value=value, selected=value == "Student", x=72 + 120 * i, y=700, size=14)
            canvas.drawString(90 + 120 * i, 703, value)

    assert read(pdf(draw)) == ["☐", "Adult", "☒", "Student", "☐", "Pensioner"]


def test_buttons_without_appearances_are_what_their_states_say() -> None:
    button = "/FT /Btn /Ff 49152"
    data = form(
        f"{show('    Adult', 700)} {show('    Student', 680)} {show('    Pensioner', 660)}",
        f"{button} /T (adult) /AS /Off /Rect [70 698 82 710]",
        f"{button} /T (student) /AS /student /Rect [70 678 82 690]",
        f"{button} /T (pensioner) /AS /Off /Rect [70 658 82 670]",
    )
    assert read(data) == ["☐", "Adult", "☒", "Student", "☐", "Pensioner"]


def test_the_characters_of_a_comb_are_one_word() -> None:
    data = form(show("Account:", 700), "/FT /Tx /T (iban) /Ff 16777216 /MaxLen 8 /V (DE441234) /Rect [130 696 400 712]")
    assert read(data) == ["Account:", "DE441234"]


def test_a_password_is_not_read() -> None:
    data = form(show("Secret:", 700), "/FT /Tx /T (secret) /Ff 8192 /V (hunter2) /Rect [130 696 400 712]")
    assert read(data) == ["Secret:"]


def test_a_hidden_field_is_not_read() -> None:
    data = form(show("Open", 700), "/FT /Btn /T (x) /V /Yes /AS /Yes /Rect [130 696 142 708]")
    assert read(data) == ["Open", "☒"]
    assert read(data.replace(b"/F 4", b"/F 2")) == ["Open"]


def test_a_page_of_fields_alone_is_read() -> None:
    data = form("", "/FT /Btn /T (x) /V /Yes /AS /Yes /Rect [130 696 142 708]")
    assert read(data) == ["☒"]


def test_values_stay_where_they_are_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="name", value="Ada Lovelace", x=130, y=690, width=200, height=20)

    assert read(pdf(both(lines("Name:", y=697), draw))) == ["Name:", "Ada", "Lovelace"]


def test_a_field_that_is_only_printed_is_not_read() -> None:
    field = "/FT /Tx /T (note) /V (seventeen) /Rect [130 696 400 712]"
    assert read(form(show("Note:", 700), field)) == ["Note:", "seventeen"]
    assert read(form(show("Note:", 700), field + " /F 36")) == ["Note:"]
