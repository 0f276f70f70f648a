"""A PDF of a document that is none: the image of each page, with its text laid invisibly over it."""

import io
import struct
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from shared.errors import PdfTooLarge
from shared.models.page import Page
from shared.models.searchable_pdf import SearchablePdf
from worker.formats.page_source import DocumentSource
from worker.formats.page_source import PageSource as OpenPage
from worker.searchable.from_pdf import saved
from worker.searchable.glyphless_font import GlyphlessFont, compressed
from worker.searchable.text_layer import text_layer

DRAWN_DPI = 150.0
"""Pixels an inch of pages that are drawn; images have their own."""
MAX_DPI = 300.0
JPEG_QUALITY = 90
_FONT_NAME = "Text"
_BASELINE_JPEG = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}
_ORIENTATION = 0x0112


def of_pages(source: DocumentSource, path: Path, media_type: str, pages: dict[int, Page], most: int) -> SearchablePdf:
    """The document as a PDF of at most so many bytes; ``pages`` are those that were read, by their numbers.

    A JPEG that is shown as it is stored is part of the PDF as it is. Raises `PdfTooLarge`, and what pages raise.
    """
    with Pdf.new() as pdf:
        font, sheets, total = GlyphlessFont(), list[Dictionary](), 0
        for number in range(1, source.page_count + 1):
            shown = source.page(number)
            width, height = shown.size
            stored = _stored_jpeg(pdf, path) if media_type == "image/jpeg" else None
            # A stream is not true.
            image = _drawn(pdf, shown) if stored is None else stored
            content = b"q %.3f 0 0 %.3f 0 0 cm /Image Do Q\n" % (width, height)
            if number in pages:
                content += text_layer(
                    pages[number], pages[number].words, (width, 0, 0, -height, 0, height), font, _FONT_NAME
                )
            contents = compressed(pdf, content)
            total += len(image.read_raw_bytes()) + len(contents.read_raw_bytes())
            if total > most:
                raise PdfTooLarge
            sheet = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
                Contents=contents,
                Resources=Dictionary(XObject=Dictionary(Image=image)),
            )
            sheets.append(sheet)
        made, _ = font.objects(pdf)
        for sheet in sheets:
            sheet.Resources.Font = Dictionary({f"/{_FONT_NAME}": made})
            pdf.pages.append(pikepdf.Page(sheet))
        return SearchablePdf(0, saved(pdf))


def _stored_jpeg(pdf: Pdf, path: Path) -> Stream | None:
    """The bytes of a JPEG as an image of a PDF, None where it is shown otherwise than it is stored."""
    with Image.open(path, formats=["JPEG"]) as image:
        if image.format != "JPEG" or image.mode not in _BASELINE_JPEG or image.getexif().get(_ORIENTATION, 1) != 1:
            return None
        return _image(pdf, path.read_bytes(), image.size, _BASELINE_JPEG[image.mode], 8, Filter=Name.DCTDecode)


def _drawn(pdf: Pdf, page: OpenPage) -> Stream:
    """The image of a page: without loss where it is black and white or that is smaller, else as a JPEG."""
    pixels = page.image(min(page.resolution() or DRAWN_DPI, MAX_DPI))
    image = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    if _is_gray(pixels):
        image = image.convert("L")
        if not ((pixels > 0) & (pixels < 255)).any():
            image = image.convert("1")
    color, components, bits = (Name.DeviceRGB, 3, 8) if image.mode == "RGB" else (Name.DeviceGray, 1, 8)
    bits = 1 if image.mode == "1" else bits
    exact = _png_data(image)
    if bits == 8:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=JPEG_QUALITY)
        if len(out.getvalue()) < len(exact):
            return _image(pdf, out.getvalue(), image.size, color, bits, Filter=Name.DCTDecode)
    parameters = Dictionary(Predictor=15, Colors=components, BitsPerComponent=bits, Columns=image.width)
    return _image(pdf, exact, image.size, color, bits, Filter=Name.FlateDecode, DecodeParms=parameters)


def _is_gray(pixels: NDArray[np.uint8]) -> bool:
    blue, green, red = (pixels[:, :, i] for i in range(3))
    return bool((blue == green).all() and (green == red).all())


def _image(pdf: Pdf, data: bytes, size: tuple[int, int], color: Name, bits: int, **how: Object) -> Stream:
    entries = {"Width": size[0], "Height": size[1], "ColorSpace": color, "BitsPerComponent": bits}
    return Stream(pdf, data, Type=Name.XObject, Subtype=Name.Image, **entries, **how)


def _png_data(image: Image.Image) -> bytes:
    """The pixels as PNG compresses them, which PDF can read as well."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    data, at, parts = out.getvalue(), 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)
