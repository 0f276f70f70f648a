"""The fields of forms with what is filled in, and their labels."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from worker.formats.flow.content import Field
from worker.formats.html.nodes import LEFT_OUT, TEXT, Walk

CONTROLS = frozenset({"input", "select", "textarea", "button", "progress", "meter", "output"})
_WITHOUT_VALUE = frozenset({"hidden", "password", "file", "image", "range", "color"})
_BUTTONS = frozenset({"submit", "reset", "button"})
_BOXES = frozenset({"checkbox", "radio"})


class Labels:
    """The labels of a page's fields that stand beside them."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._by_field: dict[str, str] = {}
        self._fields = {
            name for node in parser.css("input[id], select[id], textarea[id]") if (name := node.attributes.get("id"))
        }
        for label in parser.css("label[for]"):
            name = label.attributes.get("for") or ""
            if name in self._fields and label.css_first("input, select, textarea") is None:
                self._by_field.setdefault(name, _text(label))

    def is_of_field(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether a label is read with its field, which is elsewhere."""
        return bool(self._by_field.get(attributes.get("for") or ""))

    def field(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Field | None:
        """A control that has a label of its own; None for others."""
        label = self._by_field.get(attributes.get("id") or "", "")
        return _field(label, node, tag, attributes) if label else None

    @staticmethod
    def around(label: LexborNode) -> Field | None:
        """The field of a label that contains it, None where it contains none or several."""
        controls = label.css("input, select, textarea")
        if len(controls) != 1:
            return None
        tag, attributes = controls[0].tag or "", controls[0].attributes
        return _field(_text(label, but=controls[0].mem_id), controls[0], tag, attributes)


def _field(label: str, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Field | None:
    if not label:
        return None
    if tag == "input" and (attributes.get("type") or "").lower() in _BOXES:
        return Field(label, checked="checked" in attributes)
    return Field(label, value_of(node, tag, attributes))


def value_of(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> str:
    """What a control shows: what was filled in, chosen or is written on it. Passwords are never read."""
    if tag == "input":
        kind = (attributes.get("type") or "text").lower()
        if kind in _BOXES:
            return "☒" if "checked" in attributes else "☐"
        return "" if kind in _WITHOUT_VALUE else attributes.get("value") or ""
    if tag == "select":
        options = node.css("option")
        chosen = [option for option in options if "selected" in option.attributes]
        if not chosen and "multiple" not in attributes:
            # What a browser shows.
            chosen = options[:1]
        return ", ".join(filter(None, (_text(option) for option in chosen)))
    if tag in ("progress", "meter"):
        return _text(node) or attributes.get("value") or ""
    return node.text(deep=True)


def is_button(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether a control does something, and asks for nothing."""
    return tag == "button" or (tag == "input" and (attributes.get("type") or "").lower() in _BUTTONS)


def _text(node: LexborNode, but: int = 0) -> str:
    """The text in an element, without what is in the one with the identity ``but``."""
    parts: list[str] = []
    walk = Walk(node)
    for one, tag, begins in walk:
        if tag == TEXT:
            parts.append(one.text_content or "")
        elif begins and (one.mem_id == but or tag in LEFT_OUT):
            walk.skip()
    return " ".join("".join(parts).split())
