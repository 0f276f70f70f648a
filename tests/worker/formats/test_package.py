"""Archives and XML that were made to do harm end as errors, within limits."""

import io
import zipfile

import pytest

from shared.errors import Corrupt, Encrypted, NoPages, TooLargePage
from tests.worker.office import W, opened, raw_word_document, replaced, word_document
from worker.formats import package
from worker.formats.package import Package, parsed


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_XML_BYTES", 1 << 20)
    bomb = replaced(word_document(), {"word/document.xml": lambda _: b" " * (8 << 20)})
    with pytest.raises(TooLargePage):
        opened(bomb)


def test_many_parts_that_are_each_within_the_limit_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_BYTES", 1 << 20)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for i in range(4):
            out.writestr(f"{i}", b" " * 300_000)
    archive = Package(file.getvalue())
    for i in range(3):
        archive.read(f"{i}")
    with pytest.raises(TooLargePage):
        archive.read("3")


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        '<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;',
    ],
)
def test_entities_are_refused(subset: str) -> None:
    xml = f'<?xml version="1.0"?><!DOCTYPE w:document [{subset}]><w:document xmlns:w="{W}"><w:body/></w:document>'
    with pytest.raises(Corrupt):
        opened(replaced(word_document(), {"word/document.xml": lambda _: xml.encode()}))


def test_a_thousand_million_laughs_cost_nothing() -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    with pytest.raises(Corrupt):
        parsed(f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a b="&e11;">&e11;</a>'.encode())


def test_deep_nesting_is_refused_or_read() -> None:
    def nested(depth: int) -> bytes:
        inside = "<w:p><w:r><w:t>Deep</w:t></w:r></w:p>"
        return raw_word_document(f"{'<w:tbl><w:tr><w:tc>' * depth}{inside}{'</w:tc></w:tr></w:tbl>' * depth}")

    assert opened(nested(60)).page_count == 1
    with pytest.raises(Corrupt):
        opened(nested(5000))


def test_paths_out_of_the_archive_lead_nowhere() -> None:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        b'Target="../../../../etc/passwd"/></Relationships>'
    )
    with pytest.raises(Corrupt):
        opened(replaced(word_document(), {"_rels/.rels": lambda _: relations}))


def test_an_archive_that_is_no_document_is_refused_by_what_it_lacks() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("letter.txt", "hello")
    with pytest.raises(Corrupt):
        opened(file.getvalue())


@pytest.mark.parametrize("cut", [30, 500, 5000, -30])
def test_a_damaged_archive_is_corrupt(cut: int) -> None:
    with pytest.raises(Corrupt):
        opened(word_document()[:cut])


def test_a_part_with_a_password_is_encrypted() -> None:
    data = bytearray(word_document(lambda d: d.add_paragraph("x")))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        infos = archive.infolist()
    at = data.find(b"PK\x01\x02")
    for _ in infos:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(Encrypted):
        opened(bytes(data))


def test_a_document_without_text_has_no_pages() -> None:
    with pytest.raises(NoPages):
        opened(word_document())
