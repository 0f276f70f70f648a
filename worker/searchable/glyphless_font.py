"""A font whose glyphs draw nothing, for text that is searched and selected and not seen.

Each character that is used gets a code of its own, which `ToUnicode` maps to the character, whatever its script. All
codes share one glyph that draws nothing, half an em wide, so that a word's width follows from its number of characters.
"""

import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

ADVANCE = 0.5
"""Width of a character, in ems."""
DESCENT = 0.2
"""How far a character reaches below its baseline, in ems; together with the part above it is one em high."""

_UNITS = 1000
_NAME = Name("/Glyphless")
_MAX_MAPPED_TOGETHER = 100
"""Entries of one block of a CMap, at most (Adobe technical note 5014)."""


class GlyphlessFont:
    """The characters of one document that are laid over its pages, and their codes."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def encoded(self, text: str) -> bytes:
        """The codes of a text's characters as a string in hexadecimal digits."""
        codes = self._codes
        # Code 0 is that of characters that a font lacks.
        return b"<" + b"".join(b"%04X" % codes.setdefault(one, len(codes) + 1) for one in text) + b">"

    def objects(self, pdf: Pdf) -> tuple[Dictionary, list[pikepdf.Object]]:
        """The font as an object of a document, once all text is encoded, with all objects that are made for it."""
        file = compressed(pdf, _font_file(), Length1=len(_font_file()))
        to_glyph = compressed(pdf, b"\0\0" + b"\0\1" * len(self._codes))
        to_unicode = compressed(pdf, _to_unicode(self._codes))
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=_NAME,
                # All glyphs are equally wide, and stand for no letters of the Latin alphabet.
                Flags=1 | 4,
                FontBBox=Array([0, round(-DESCENT * _UNITS), round(ADVANCE * _UNITS), round((1 - DESCENT) * _UNITS)]),
                ItalicAngle=0,
                Ascent=round((1 - DESCENT) * _UNITS),
                Descent=round(-DESCENT * _UNITS),
                CapHeight=round((1 - DESCENT) * _UNITS),
                StemV=80,
                FontFile2=file,
            )
        )
        descendant = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=_NAME,
                CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
                FontDescriptor=descriptor,
                DW=round(ADVANCE * _UNITS),
                CIDToGIDMap=to_glyph,
            )
        )
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=_NAME,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([descendant]),
                ToUnicode=to_unicode,
            )
        )
        return font, [file, to_glyph, to_unicode, descriptor, descendant, font]


def compressed(pdf: Pdf, data: bytes, **entries: object) -> Stream:
    """A new stream of a document."""
    return Stream(pdf, zlib.compress(data, 9), Filter=Name.FlateDecode, **entries)


def _to_unicode(codes: dict[str, int]) -> bytes:
    lines = [f"<{code:04X}> <{one.encode('utf-16-be', 'replace').hex()}>" for one, code in codes.items()]
    blocks = []
    for first in range(0, len(lines), _MAX_MAPPED_TOGETHER):
        block = lines[first : first + _MAX_MAPPED_TOGETHER]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode()


def _font_file() -> bytes:
    """A TrueType font with the tables that a PDF needs of it (OpenType 1.9).

    Its second glyph is a line without width from one corner of its box to the other, which draws nothing: text that is
    turned by 90 degrees has no extent for pdfium where glyphs have none.
    """
    ascent, descent, advance = round((1 - DESCENT) * _UNITS), round(-DESCENT * _UNITS), round(ADVANCE * _UNITS)
    box = (0, descent, advance, ascent)
    tables = {
        b"glyf": struct.pack(">hhhhhHHBBhhhh", 1, *box, 1, 0, 1, 1, 0, advance, descent, ascent - descent),
        b"head": struct.pack(">HHIIIHHqqhhhhHHhhh", 1, 0, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, *box, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">HHhhhH11hH", 1, 0, ascent, descent, 0, advance, *(0,) * 11, 2),
        b"hmtx": struct.pack(">HhHh", advance, 0, advance, 0),
        b"loca": struct.pack(">HHH", 0, 0, 12),
        b"maxp": struct.pack(">IH13H", 0x10000, 2, 2, 1, 0, 0, 2, *(0,) * 8),
    }
    head = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    at = len(head) + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(">4sIII", tag, _sum_of(padded), at + len(body), len(table))
        body += padded
    return head + directory + body


def _sum_of(padded: bytes) -> int:
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF
