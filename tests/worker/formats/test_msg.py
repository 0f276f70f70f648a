"""Messages of Outlook, whose properties are in the folders of a compound file."""

import pytest
from compressed_rtf import compress

from shared.errors import Corrupt
from tests.worker.compound import Folder, compound_file, message
from tests.worker.office import blocks_of, opened, png, read, rows_of
from worker.formats.mail.content import MAIL, OUTLOOK
from worker.formats.mail.rtf import html_of
from worker.formats.mail.source import MailSource

SUBJECT, BODY, HTML, RTF, HEADERS, CODE_PAGE, KIND = 0x37, 0x1000, 0x1013, 0x1009, 0x7D, 0x3FDE, 0x1A
SENDER, SENDER_ADDRESS, SENT = 0x0C1A, 0x0C1F, 0x39
NAME, SMTP, RECIPIENT = 0x3001, 0x39FE, 0x0C15
DATA, FILE, METHOD, CONTENT_ID = 0x3701, 0x3707, 0x3705, 0x3712
ADA: dict[int, str | bytes | int] = {SENDER: "Ada", SENDER_ADDRESS: "ada@example.org", SUBJECT: "The lease"}
MONDAY = 134_120_628_000_000_000
"""In units of 100 ns since 1601."""


def source(folder: Folder) -> MailSource:
    found = opened(compound_file(folder), OUTLOOK)
    assert isinstance(found, MailSource)
    return found


def texts(found: MailSource, kind: str) -> list[str]:
    return [text for _, text in blocks_of(read(found), kind)]


def test_what_outlook_noted_becomes_header_fields() -> None:
    recipients = [{NAME: "Bob", SMTP: "bob@example.org", RECIPIENT: 1}, {NAME: "'c@d.e'", SMTP: "c@d.e", RECIPIENT: 2}]
    found = source(message({**ADA, SENT: MONDAY, BODY: "The rent is 1,240 euros."}, recipients))
    assert texts(found, "form_field") == [
        "From: Ada <ada@example.org>",
        "To: Bob <bob@example.org>",
        "Cc: c@d.e",
        "Date: Mon, 05 Jan 2026 05:00:00 +0000",
        "Subject: The lease",
    ]
    assert texts(found, "paragraph") == ["The rent is 1,240 euros."]


def test_header_fields_are_shown_as_they_were_sent_where_the_message_has_them() -> None:
    sent = "From: =?utf-8?q?Ad=C3=A4?= <a@b.c>\r\nDate: Mon, 5 Jan 2026 10:11:12 +0100\r\n\r\n"
    found = source(message({**ADA, HEADERS: sent, BODY: "Text"}))
    assert texts(found, "form_field") == [
        "From: Adä <a@b.c>",
        "Date: Mon, 5 Jan 2026 10:11:12 +0100",
        "Subject: The lease",
    ]


@pytest.mark.parametrize(("page", "encoding"), [(65001, "utf-8"), (1252, "cp1252"), (99_999, "utf-8")])
def test_html_is_read_in_its_code_page(page: int, encoding: str) -> None:
    body = "<p>Grüße</p><table><tr><th>Room<th>Fee<tr><td>A<td>12</table>".encode(encoding)
    found = source(message({**ADA, HTML: body, BODY: "plain", CODE_PAGE: page}))
    assert texts(found, "paragraph") == ["Grüße"]
    assert rows_of(read(found)) == [["Room", "Fee"], ["A", "12"]]


def test_html_inside_rich_text_is_taken_out() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\colortbl\red0;}"
        rb"{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 Gr\'fc\'dfe \{1\} \u8364?\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}"
        rb"{\*\htmltag84 <p>}Second{\*\htmltag72 </p>}}"
    )
    assert html_of(rtf) == "<p>Grüße {1} €</p><p>Second</p>"
    found = source(message({**ADA, RTF: compress(rtf), BODY: "plain"}))
    assert texts(found, "paragraph") == ["Grüße {1} €", "Second"]


def test_rich_text_gives_its_words_where_there_is_nothing_else() -> None:
    found = source(message({**ADA, RTF: compress(rb"{\rtf1\ansi Only {\b rich} text.\par}")}))
    assert texts(found, "paragraph") == ["Only rich text."]


def test_attachments_come_with_names_and_bytes_and_pictures_are_in_place() -> None:
    files = [
        {FILE: "Größe.pdf", DATA: b"%PDF", METHOD: 1},
        {FILE: "plan.png", DATA: png("Plan").getvalue(), METHOD: 1, CONTENT_ID: "plan@x"},
        {FILE: "linked.pdf", METHOD: 4},
    ]
    found = source(message({**ADA, HTML: b"<p>See<p><img src='cid:plan@x'>"}, attachments=files))
    assert [(one.name, one.load()) for one in found.attachments] == [("Größe.pdf", b"%PDF")]
    assert [text for _, text in blocks_of(read(found, mode="off"), "figure")] == [""]
    assert found.unread == ("an object of another program",)


def test_a_message_in_a_message_becomes_a_mail_with_all_that_is_in_it() -> None:
    deep = message({SUBJECT: "Deep", SENDER: "Cem", BODY: "Deepest"}, header=24)
    files = [{FILE: "ü.txt", DATA: b"text", METHOD: 1}, {NAME: "Deep", METHOD: 5, DATA: deep}]
    inner = message({SUBJECT: "Größe", SENDER: "Zoë", BODY: "Inside – here"}, attachments=files, header=24)
    outer = message({**ADA, BODY: "Outside"}, attachments=[{NAME: "Größe", METHOD: 5, DATA: inner}])
    (attached,) = source(outer).attachments
    assert (attached.name, attached.media_type) == ("Größe.eml", MAIL)
    assert attached.load() == source(outer).attachments[0].load(), "the same message gives the same bytes"
    found = opened(attached.load(), MAIL)
    assert isinstance(found, MailSource)
    assert texts(found, "form_field")[:2] == ["From: Zoë", "Subject: Größe"]
    assert texts(found, "paragraph") == ["Inside – here"]
    assert [one.name for one in found.attachments] == ["ü.txt", "Deep.eml"]
    deepest = opened(found.attachments[1].load(), MAIL)
    assert "Deepest" in read(deepest).text


def test_an_encrypted_message_says_so() -> None:
    found = source(message({**ADA, KIND: "IPM.Note.SMIME"}, attachments=[{FILE: "smime.p7m", DATA: b"0", METHOD: 1}]))
    assert (found.warnings, found.attachments) == ({"encrypted-content"}, ())


def test_a_compound_file_of_another_kind_is_no_message() -> None:
    with pytest.raises(Corrupt, match="no Outlook message"):
        opened(compound_file({"WordDocument": b"text"}), OUTLOOK)
