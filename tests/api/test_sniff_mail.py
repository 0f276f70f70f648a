"""Which files are mails, and which only look like some."""

import pytest

from shared.errors import UnsupportedMediaType
from tests.api.test_sniff import sniffed
from tests.mails import mail
from tests.worker.compound import compound_file, message

MAIL, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
TRANSPORT = b"".join(b"Received: from a%d.example by b.example\r\n\tfor <c@d.e>\r\n" % i for i in range(200))


@pytest.mark.parametrize("step", [1, 4096, 1 << 20])
@pytest.mark.parametrize(
    "data",
    [
        mail("Text", files={"a.pdf": b"%PDF-1.7"}).as_bytes(),
        mail("Text").as_bytes().replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + mail("Text").as_bytes(),
        TRANSPORT + mail("Text").as_bytes(),
        b"From: a@b.c\nMIME-Version: 1.0\n",
        b"Return-Path: <a@b.c>\nFrom: a@b.c\n\n\x80\x81 in no charset",
    ],
)
def test_a_mail_begins_with_the_fields_of_one(data: bytes, step: int) -> None:
    assert sniffed(data, "a.txt", step) == MAIL


@pytest.mark.parametrize(
    "data",
    [
        b"From: Ada\nTo: Bob\nDate: Monday\nSubject: Lunch\n\nA note to be printed.",
        b"From a@b.c Mon Jan  5 10:11:12 2026\nFrom: a@b.c\nMessage-ID: <1@b.c>\n\nOne of many in a mailbox.",
        b"title: Received wisdom\ndate: 2026-01-05\n\nA text with data at its head.",
        b"Received: 3 parcels\nPaid: 20 euros\n",
        b"From: a@b.c\nno field\nMessage-ID: <1@b.c>\n\n",
    ],
)
def test_a_text_that_only_begins_like_a_mail_is_a_text(data: bytes) -> None:
    assert sniffed(data, "a.txt") == "text/plain"


def test_a_mail_without_the_fields_of_programs_is_one_by_its_name() -> None:
    assert sniffed(b"From: Ada\nTo: Bob\nSubject: Lunch\n\nText", "a.EML") == MAIL


@pytest.mark.parametrize("step", [7, 1000, 1 << 20])
@pytest.mark.parametrize("attached", [b"", "WordDocument".encode("utf-16-le") * 2000])
def test_a_message_of_outlook_is_one_whatever_is_attached(attached: bytes, step: int) -> None:
    data = compound_file(message({0x37: "Subject", 0x1000: "Text"}, attachments=[{0x3707: "a.doc", 0x3701: attached}]))
    assert sniffed(data, "a", step) == OUTLOOK


def test_a_word_document_that_contains_a_message_is_none() -> None:
    data = compound_file({"WordDocument": b"text", "ObjectPool": {"_1": message({0x37: "Subject"})}})
    with pytest.raises(UnsupportedMediaType, match="Word document"):
        sniffed(data, "a.msg")
