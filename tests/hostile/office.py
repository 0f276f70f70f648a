"""Office documents and web pages made to do harm."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import pptx
import xlsxwriter

from tests.hostile import Corpus

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MILLION = 1_000_000


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(archive: bytes, parts: Mapping[str, bytes | str], flag: int = 0) -> bytes:
    """The archive with these parts in the place of its own, or added; ``flag`` is set of each."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(parts.keys() - set(old.namelist()))]:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    data = bytearray(out.getvalue())
    at = data.find(b"PK\1\2")
    while flag and at >= 0:
        data[at + 8] |= flag
        at = data.find(b"PK\1\2", at + 4)
    return bytes(data)


def word(body: str, head: str = "", **parts: bytes) -> bytes:
    xml = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return changed(saved(docx.Document()), {"word/document.xml": xml, **parts})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def sheet(content: str, **parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.add_worksheet().write(0, 0, "a shared string")
    xml = f'<worksheet xmlns="{MAIN}">{content}</worksheet>'
    return changed(out.getvalue(), {"xl/worksheets/sheet1.xml": xml, **parts})


def slide(shapes: str) -> bytes:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    xml = (
        '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>'
        f"{shapes}</p:spTree></p:cSld></p:sld>"
    )
    return changed(saved(presentation), {"ppt/slides/slide1.xml": xml})


def shape(text: str, size: int = 914_400) -> str:
    return (
        f'<p:sp><p:nvSpPr/><p:spPr><a:xfrm><a:off x="{-size}" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm></p:spPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def open_document(kind: str, content: str) -> bytes:
    names = ["office", "text", "table", "style"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    tag = {"text": "text", "spreadsheet": "spreadsheet"}[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:{tag}>{content}</office:{tag}></office:body>"
            "</office:document-content>",
        )
    return out.getvalue()


def many_parts() -> bytes:
    return changed(word(paragraph("Parts")), {f"word/media/{i}": b"" for i in range(60_000)})


def book(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


LAUGHS = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
DEEP_TABLES = f"{'<w:tbl><w:tr><w:tc>' * 5000}{paragraph('Deep')}{'</w:tc></w:tr></w:tbl>' * 5000}"
SPANS = (
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge w:val="restart"/></w:tcPr>'
    f'{paragraph("Wide")}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="-7"/></w:tcPr>{paragraph("b")}</w:tc>'
    "</w:tr></w:tbl>"
)
ROW = '<row><c><v>1</v></c><c t="s"><v>99999999</v></c></row>'
REMOTE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://127.0.0.1:9/template.dotm" TargetMode="External"/></Relationships>'
)
CELLS = f'<table:table-cell table:number-columns-repeated="{MILLION}"><text:p>x</text:p></table:table-cell>'
REPEATED = (
    f'<table:table table:name="a"><table:table-row table:number-rows-repeated="{MILLION}">{CELLS}'
    "</table:table-row></table:table>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="../../../../etc/passwd"/></rootfiles></container>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

HOSTILE: Corpus = {
    "zip-bomb.docx": (lambda: word(" " * (120 << 20)), {"too-large-page"}),
    "laughs.docx": (lambda: word("&e11;", f'<!DOCTYPE a [<!ENTITY e0 "ha">{LAUGHS}]>'), {"corrupt"}),
    "entity-of-a-file.docx": (
        lambda: word("&x;", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        {"corrupt"},
    ),
    "deep-tables.docx": (lambda: word(DEEP_TABLES), {"corrupt"}),
    "absurd-spans.docx": (lambda: word(SPANS), {"succeeded"}),
    "paths-out.docx": (
        lambda: word(paragraph("Paths"), **{"../../../../tmp/out": b"x", "/etc/x": b"x"}),
        {"succeeded"},
    ),
    "many-parts.docx": (many_parts, {"corrupt"}),
    "truncated.docx": (lambda: word(paragraph("Cut"))[:-300], {"corrupt"}),
    "beginning-alone.docx": (lambda: word(paragraph("Cut"))[:2000], {"corrupt", "unsupported-media-type"}),
    "encrypted-parts.docx": (lambda: changed(word(paragraph("Secret")), {}, flag=1), {"encrypted"}),
    "encrypted.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), {"unsupported-media-type"}),
    "macros.docm": (lambda: word(paragraph("Macros"), **{"word/vbaProject.bin": OLE}), {"succeeded"}),
    "remote-template.docx": (
        lambda: word(paragraph("Remote"), **{"word/_rels/settings.xml.rels": REMOTE}),
        {"succeeded"},
    ),
    "many-pages.docx": (lambda: word(paragraph("Page") * 30_000), {"too-many-pages"}),
    "many-rows.xlsx": (
        lambda: sheet(f"<sheetData>{ROW * 40_000}</sheetData>"),
        {"too-many-pages", "too-large-page"},
    ),
    "huge-strings.xlsx": (
        lambda: sheet(
            '<sheetData><row><c t="s"><v>0</v></c></row></sheetData>',
            **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"x" * (20 << 20)}</t></si></sst>'},
        ),
        {"too-large-page", "corrupt"},
    ),
    "far-corners.xlsx": (
        lambda: sheet(
            '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        ),
        {"succeeded", "too-many-pages", "too-large-page"},
    ),
    "merged-whole.xlsx": (
        lambda: sheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>'
            + '<mergeCell ref="A1:XFD1048576"/>' * 5000
            + "</mergeCells>"
        ),
        {"succeeded"},
    ),
    "no-such-places.xlsx": (
        lambda: sheet('<sheetData><row r="-5"><c r="ZZZZZZ99999999999"><v>1e999</v></c></row></sheetData>'),
        {"succeeded", "corrupt", "no-pages", "too-large-page"},
    ),
    "formula-of-a-program.xlsx": (
        lambda: sheet('<sheetData><row><c><f>cmd|" /C calc"!A0</f><v>7</v></c></row></sheetData>'),
        {"succeeded"},
    ),
    "groups-in-groups.pptx": (
        lambda: slide(f"{'<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>' * 3000}{shape('Deep')}{'</p:grpSp>' * 3000}"),
        {"corrupt"},
    ),
    "absurd-sizes.pptx": (lambda: slide(shape("Huge", 10**18) + shape("None", 0)), {"succeeded"}),
    "many-shapes.pptx": (lambda: slide(shape("Many") * 6_000), {"succeeded", "too-many-words"}),
    "repeated.ods": (lambda: open_document("spreadsheet", REPEATED), {"too-many-pages", "too-large-page"}),
    "repeated-spaces.odt": (
        lambda: open_document("text", f'<text:p>a<text:s text:c="{MILLION**2}"/>b</text:p>'),
        {"succeeded", "too-large-page", "corrupt"},
    ),
    "lists-in-lists.odt": (
        lambda: open_document(
            "text", f"{'<text:list><text:list-item>' * 3000}{'</text:list-item></text:list>' * 3000}"
        ),
        {"corrupt"},
    ),
    "deep.html": (lambda: b"<!doctype html>" + b"<div>" * 200_000 + b"Deep", {"corrupt", "succeeded"}),
    "absurd-spans.html": (
        lambda: b"<!doctype html><table>" + b"<tr><td rowspan=65534 colspan=1000>x<td>y" * 2000 + b"</table>",
        {"succeeded", "too-large-page", "corrupt", "too-many-pages"},
    ),
    "many-cells.html": (
        lambda: b"<!doctype html><table><tr><th>a" + b"<tr><td>1<td>2" * 30_000 + b"</table>",
        {"too-many-pages", "too-large-page", "out-of-memory", "page-timeout"},
    ),
    "remote.html": (
        lambda: b"<!doctype html><base href=http://127.0.0.1:9/><img src=http://127.0.0.1:9/x.png><p>Remote",
        {"succeeded"},
    ),
    "deep-braces.rtf": (lambda: b"{\\rtf1 Deep" + b"{" * 200_000, {"succeeded", "corrupt", "no-pages"}),
    "binary-without-end.rtf": (lambda: b"{\\rtf1 Text\\bin2147483647 x}", {"succeeded", "corrupt", "no-pages"}),
    "many-parts.mhtml": (
        lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\n\n" * 20_000,
        {"succeeded", "corrupt", "no-pages"},
    ),
    "laughs.epub": (
        lambda: book(**{"META-INF/container.xml": f'<!DOCTYPE a [<!ENTITY e0 "ha">{LAUGHS}]><a>&e11;</a>'}),
        {"corrupt"},
    ),
    "paths-out.epub": (
        lambda: book(**{"META-INF/container.xml": CONTAINER}),
        {"corrupt", "no-pages"},
    ),
}
