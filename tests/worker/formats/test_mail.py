"""Mails as they are sent: header fields and body are laid out, and what is attached is found."""

import textwrap
from base64 import b64encode

import pytest

from shared.errors import Corrupt, NoPages
from shared.models.page import Page
from tests.mails import mail
from tests.worker.office import blocks_of, opened, png, read, rows_of
from worker.formats.mail.content import MAIL
from worker.formats.mail.source import MailSource


def source(data: bytes) -> MailSource:
    found = opened(data, MAIL)
    assert isinstance(found, MailSource)
    return found


def raw(head: str, body: str = "") -> bytes:
    return (textwrap.dedent(head).strip() + "\n\n" + textwrap.dedent(body).lstrip("\n")).encode()


def paragraphs(page: Page) -> list[str]:
    return [text for _, text in blocks_of(page, "paragraph")]


def fields(page: Page) -> dict[str, str]:
    found = {}
    for block in page.blocks:
        if block.label is not None and block.value is not None:
            found[page.text[slice(*block.label)]] = page.text[slice(*block.value)]
    return found


def test_header_fields_have_labels_and_values_in_the_mail_s_own_words() -> None:
    page = read(source(mail("The rent is 1,240 euros.").as_bytes()))
    found = {label.rstrip(":"): value for label, value in fields(page).items()}
    assert found == {
        "From": "Ada Lovelace <ada@example.org>",
        "To": "Björn Öst <bjorn@example.org>, office@example.org",
        "Date": "Mon, 05 Jan 2026 10:11:12 +0100",
        "Subject": "The lease",
    }
    assert paragraphs(page) == ["The rent is 1,240 euros."]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC=DFe?= aus =?utf-8?b?S8O2bG4=?=", "Grüße aus Köln"),
        ("=?utf-8?Q?one?=\n =?utf-8?Q?word?=", "oneword"),
        ("=?utf-8?B?5L2g5aW9?=", "你好"),
        ("=?no-such-charset?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?damaged", "=?utf-8?B?damaged"),
        ("folded\n\tin two", "folded in two"),
    ],
)
def test_encoded_words_are_decoded(sent: str, shown: str) -> None:
    page = read(source(f"From: a@b.c\nSubject: {sent}\n\nText".encode()))
    assert f"Subject: {shown}" in page.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_header_fields_in_raw_bytes_are_decoded(encoding: str) -> None:
    page = read(source("From: a@b.c\nSubject: Schöne Grüße für die größte Straße\n\nText".encode(encoding)))
    assert "Schöne Grüße für die größte Straße" in page.text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable", b"Gr=FC=\n=DFe"),
        (
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
            b64encode("Grüße".encode()),
        ),
        ("Content-Type: text/plain; charset=no-such-charset", "Grüße".encode()),
        ("Content-Type: text/plain", "Grüße".encode()),
        ("Content-Type: text/plain; charset*=us-ascii''utf-8", "Grüße".encode()),
    ],
)
def test_a_body_is_decoded_whatever_its_charset_and_encoding(head: str, body: bytes) -> None:
    assert paragraphs(read(source(f"From: a@b.c\n{head}\n\n".encode() + body))) == ["Grüße"]


def test_flowed_lines_are_joined_and_quoted_ones_indented() -> None:
    page = read(
        source(
            b"From: a@b.c\nContent-Type: text/plain; format=flowed\n\n"
            b"The rent is \n1,240 euros.\n\n> How \n> much?\n>> And when?\n-- \nAda\n"
        )
    )
    assert paragraphs(page) == ["The rent is 1,240 euros.", "How much?", "And when?", "--\nAda"]
    at = {page.text[block.start : block.end]: block.box[0] for block in page.blocks}
    assert at["The rent is 1,240 euros."] < at["How much?"] < at["And when?"]


def test_html_is_preferred_to_the_same_in_plain_text() -> None:
    html = "<p>The fees:</p><table><tr><th>Room<th>Fee<tr><td>A<td>12</table>"
    page = read(source(mail("The fees: A 12", html=html).as_bytes()))
    assert paragraphs(page) == ["The fees:"]
    assert rows_of(page) == [["Room", "Fee"], ["A", "12"]]


def test_a_picture_that_the_body_shows_is_in_its_place_and_others_are_attached() -> None:
    message = mail("see below", html="<p>Above</p><img src='cid:plan'><p>Below</p>")
    body = message.get_payload()[1]  # type: ignore[index]
    body.add_related(png("Ground floor").getvalue(), "image", "png", cid="<plan>")  # type: ignore[union-attr]
    body.add_related(png("Unused").getvalue(), "image", "png", cid="<other>", filename="other.png")  # type: ignore[union-attr]
    found = source(message.as_bytes())
    assert [kind for kind, _ in blocks_of(read(found, mode="off"))][-3:] == ["paragraph", "figure", "paragraph"]
    assert [one.name for one in found.attachments] == ["other.png"]


def test_attachments_come_with_their_names_and_bytes() -> None:
    inner = mail("Inside", subject="Re: the lease/annex")
    found = source(mail("Attached.", files={"Größe.pdf": b"%PDF", "b.txt": b"text"}, mails=(inner,)).as_bytes())
    assert [(one.name, one.media_type) for one in found.attachments] == [
        ("Größe.pdf", None),
        ("b.txt", None),
        ("Re: the lease-annex.eml", MAIL),
    ]
    assert [one.load() for one in found.attachments[:2]] == [b"%PDF", b"text"]
    assert paragraphs(read(source(found.attachments[2].load()))) == ["Inside"]
    assert "Attachments: Größe.pdf, b.txt, Re: the lease-annex.eml" in read(found).text


@pytest.mark.parametrize(
    "name",
    [
        "filename*0*=utf-8''Gr%C3%B6; filename*1*=%C3%9Fe.pdf",
        'filename="=?utf-8?Q?Gr=C3=B6=C3=9Fe.pdf?="',
        "filename*=iso-8859-1''Gr%F6%DFe.pdf",
    ],
)
def test_names_of_files_are_decoded_however_they_are_encoded(name: str) -> None:
    head = f"From: a@b.c\nContent-Type: application/pdf\nContent-Disposition: attachment; {name}"
    assert [one.name for one in source(raw(head, "%PDF")).attachments] == ["Größe.pdf"]


def test_a_signed_mail_is_read_and_its_signature_is_none_of_its_files() -> None:
    found = source(
        raw(
            'From: a@b.c\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
            """
            --b
            Content-Type: text/plain

            Signed words.
            --b
            Content-Type: application/pkcs7-signature; name=smime.p7s
            Content-Transfer-Encoding: base64

            MIIB
            --b--
            """,
        )
    )
    assert (paragraphs(read(found)), found.attachments, found.warnings) == (["Signed words."], (), frozenset())


@pytest.mark.parametrize(
    "kind",
    ["application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "multipart/encrypted; boundary=b"],
)
def test_an_encrypted_mail_says_so_and_has_its_header_fields(kind: str) -> None:
    found = source(raw(f"From: a@b.c\nSubject: Secret\nContent-Type: {kind}", "--b\n\nMIIB\n--b--\n"))
    assert found.warnings == {"encrypted-content"}
    assert "Subject: Secret" in read(found).text


def test_a_file_that_is_elsewhere_is_named_and_not_fetched() -> None:
    head = 'From: a@b.c\nContent-Type: message/external-body; access-type=URL; URL="http://127.0.0.1:1/"'
    assert source(raw(head, "Content-Type: text/plain\n\n")).unread == ("a file that is elsewhere",)


def test_parts_in_parts_without_end_are_a_damaged_mail() -> None:
    head = "From: a@b.c\n" + "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(3000))
    with pytest.raises(Corrupt, match="deeper"):
        source(head.encode())


def test_a_mail_that_says_nothing_has_no_pages() -> None:
    with pytest.raises(NoPages):
        source(b"Message-ID: <1@b.c>\n\n")
