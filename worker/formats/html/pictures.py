"""The pictures of a page that are in its file, and how large they are shown."""

import base64
import binascii
import io
import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import unquote_to_bytes

from PIL import Image

from worker.formats.flow.content import Picture
from worker.formats.html.nodes import style_of

MAX_PICTURE_BYTES = 64 << 20
ORNAMENT = 32.0
"""Width and height in pixels up to which a picture is an ornament: its alternative text is read in its place."""

POINTS = 0.75
"""A pixel of style sheets in points."""

_DATA = re.compile(r"\s*data:\s*([^,;]*)((?:;[^,;]*)*),", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*", re.IGNORECASE)
_STYLED = {
    name: re.compile(rf"(?:^|;)\s*{name}\s*:\s*(\d+(?:\.\d+)?)px", re.IGNORECASE) for name in ("width", "height")
}


class Pictures:
    """Finds what the pictures of a page show. ``contained`` gives the bytes of those that came along with the page,
    by the address that the page has for them, None for others."""

    def __init__(self, contained: Callable[[str], bytes | None] | None = None) -> None:
        self._contained = contained
        self.has_missing = self.has_unread = False

    def picture(self, attributes: Mapping[str, str | None]) -> Picture | None:
        """The picture of an element ``img``; None for an ornament, and for what is not there or not read."""
        address = attributes.get("src") or ""
        sizes = [_length(attributes, name) for name in ("width", "height")]
        if all(size is not None and size <= ORNAMENT for size in sizes) or not address.strip():
            return None
        load = self._load(address)
        if load is None:
            self.has_missing = True
            return None
        try:
            with Image.open(io.BytesIO(load())) as image:
                width, height = image.size
        except Exception:
            # Pillow's plugins raise many kinds of errors: SVG and damaged pictures alike are not drawn.
            self.has_unread = True
            return None
        if width <= ORNAMENT and height <= ORNAMENT:
            return None
        wide, high = sizes
        wide = wide if wide is not None else width * high / height if high is not None else width
        high = high if high is not None else height * wide / width
        return Picture(load, wide * POINTS, high * POINTS)

    def _load(self, address: str) -> Callable[[], bytes] | None:
        if data := _DATA.match(address):
            return partial(_decoded, address[data.end() :], is_base64="base64" in data[2].lower())
        if self._contained is None or self._contained(address.strip()) is None:
            return None
        return partial(_contained, self._contained, address.strip())


def _contained(contained: Callable[[str], bytes | None], address: str) -> bytes:
    return contained(address) or b""


def _decoded(text: str, *, is_base64: bool) -> bytes:
    """The bytes of a data URI, none where it is damaged."""
    data = unquote_to_bytes(text[: 2 * MAX_PICTURE_BYTES])
    if not is_base64:
        return data
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return b""


def _length(attributes: Mapping[str, str | None], name: str) -> float | None:
    """Pixels that the page gives the picture, None where it does not say or says it of something else."""
    style = style_of(attributes)
    if style and (found := _STYLED[name].search(style)):
        return float(found[1])
    stated = _LENGTH.fullmatch(attributes.get(name) or "")
    return float(stated[1]) if stated and float(stated[1]) > 0 else None
