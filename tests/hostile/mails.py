"""Mails made to do harm."""

from compressed_rtf import compress

from tests.hostile import Corpus
from tests.hostile.office import word
from tests.mails import mail
from tests.worker.compound import Folder, compound_file, message

HEAD = b"From: a@b.c\nMIME-Version: 1.0\n"


def parts(count: int, part: bytes = b"\n") -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + (b"--b\n" + part) * count + b"--b--\n"


def nested(depth: int) -> bytes:
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth))


def mails_in_mails(depth: int) -> bytes:
    return b"".join([HEAD + b"Content-Type: message/rfc822\n\n"] * depth) + HEAD + b"\nInnermost"


def messages_in_messages(depth: int) -> bytes:
    folder: Folder = message({0x37: "Innermost", 0x1000: "Text"}, header=24)
    for level in range(depth):
        header = 32 if level == depth - 1 else 24
        folder = message({0x37: "Outer"}, attachments=[{0x3001: "in", 0x3705: 5, 0x3701: folder}] * 2, header=header)
    return compound_file(folder)


def outlook() -> bytes:
    return compound_file(message({0x37: "Subject", 0x1000: "Text " * 2000}, attachments=[{0x3701: b"x" * 9000}]))


def looped() -> bytes:
    """A message whose chains of sectors all lead back to themselves."""
    data = bytearray(outlook())
    at = len(data) - 512 * (int.from_bytes(data[44:48], "little"))
    for i in range(0, len(data) - at - 4, 4):
        data[at + i : at + i + 4] = (i // 4).to_bytes(4, "little")
    return bytes(data)


def rich_text(text: bytes) -> bytes:
    return compound_file(message({0x37: "Rich", 0x1009: compress(text, False)}))


HOSTILE: Corpus = {
    "parts-in-parts.eml": (lambda: nested(3000), {"corrupt"}),
    "many-parts.eml": (lambda: parts(20_000), {"succeeded", "no-pages"}),
    "many-attachments.eml": (
        lambda: parts(3000, b"Content-Disposition: attachment; filename=a.txt\n\nText\n"),
        {"succeeded"},
    ),
    "no-boundary.eml": (lambda: HEAD + b"Content-Type: multipart/mixed\n\nText", {"succeeded"}),
    "boundary-of-nothing.eml": (
        lambda: HEAD + b'Content-Type: multipart/mixed; boundary=""\n\n--\n' * 2,
        {"succeeded"},
    ),
    "mails-in-mails.eml": (lambda: mails_in_mails(60), {"succeeded"}),
    "mails-in-mails-without-end.eml": (lambda: mails_in_mails(2000), {"corrupt"}),
    "huge-field.eml": (lambda: HEAD + b"To: " + b"<a@b.c>, " * 200_000 + b"\n\nText", {"succeeded"}),
    "encoded-words.eml": (lambda: HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 300_000 + b"\n\nText", {"succeeded"}),
    "unfinished-words.eml": (lambda: HEAD + b"Subject: " + b"=?a?q?" * 50_000 + b"\n\nText", {"succeeded"}),
    "many-fields.eml": (lambda: HEAD + b"X: y\n" * 60_000 + b"\nText", {"succeeded"}),
    "parameters.eml": (
        lambda: HEAD + b"Content-Type: text/plain" + b'; a="\\' * 10_000 + b"\n\nText",
        {"succeeded", "no-pages"},
    ),
    "wrong-encodings.eml": (
        lambda: HEAD + b"Content-Type: text/plain; charset=rot13\nContent-Transfer-Encoding: base64\n\n=====%%%%",
        {"succeeded"},
    ),
    "codec-of-bytes.eml": (lambda: HEAD + b"Content-Type: text/plain; charset=zlib\n\nText", {"succeeded"}),
    "bomb-attached.eml": (
        lambda: mail("A bomb", files={"bomb.docx": word(" " * (120 << 20))}).as_bytes(),
        {"succeeded"},
    ),
    "encrypted.eml": (
        lambda: HEAD + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB",
        {"succeeded"},
    ),
    "remote.eml": (
        lambda: HEAD + b"Content-Type: text/html\n\n<img src=http://127.0.0.1:9/x.png><p>Remote",
        {"succeeded"},
    ),
    "truncated.msg": (lambda: outlook()[:-1200], {"corrupt", "succeeded", "unsupported-media-type"}),
    "looped.msg": (looped, {"corrupt", "succeeded"}),
    "head-alone.msg": (
        lambda: outlook()[:512] + "__substg1.0_".encode("utf-16-le"),
        {"corrupt", "unsupported-media-type"},
    ),
    "messages-in-messages.msg": (lambda: messages_in_messages(10), {"succeeded"}),
    "braces.msg": (lambda: rich_text(b"{\\rtf1\\fromhtml1 " + b"{" * 1_000_000), {"succeeded", "no-pages"}),
    "plain-braces.msg": (
        lambda: rich_text(b"{\\rtf1 " + b"{\\b x" * 60_000),
        {"succeeded", "no-pages", "page-timeout"},
    ),
    "rich-text-damaged.msg": (
        lambda: compound_file(message({0x37: "Damaged", 0x1009: b"\xff" * 400})),
        {"succeeded"},
    ),
}
