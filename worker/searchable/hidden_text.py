"""Text that a page has but does not show, such as that of an earlier OCR: a new layer takes its place."""

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Pdf, Stream

from worker.searchable.glyphless_font import compressed

_INVISIBLE = 3
"""The text rendering mode that shows nothing (ISO 32000-2, table 104)."""
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})


def without_hidden_text(pdf: Pdf, page: pikepdf.Object) -> Stream | None:
    """The page's content without its invisible text, as a new stream; None where it has none.

    Text in forms that a page draws stays.
    """
    kept: list[ContentStreamInstruction | ContentStreamInlineImage] = []
    is_hidden, outer, is_changed = False, list[bool](), False
    for one in pikepdf.parse_content_stream(page):
        name = str(one.operator)
        if name == "q":
            outer.append(is_hidden)
        elif name == "Q" and outer:
            is_hidden = outer.pop()
        elif isinstance(one, ContentStreamInstruction) and name == "Tr" and len(one.operands) == 1:
            is_hidden = one.operands[0] == _INVISIBLE
        if name in _SHOWS and is_hidden:
            is_changed = True
            continue
        kept.append(one)
    return compressed(pdf, pikepdf.unparse_content_stream(kept)) if is_changed else None
