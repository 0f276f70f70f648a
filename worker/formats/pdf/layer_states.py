"""Annotations in layers (optional content groups) that are switched off: pdfium draws and reads them all the same."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from worker.formats.pdf.dictionaries import is_array, value_at

if TYPE_CHECKING:
    import pikepdf

MAX_DEPTH = 20
"""Expressions within expressions that are looked into, at most; what is deeper counts as shown."""

Hidden = Mapping[int, frozenset[int]]
"""The indices of hidden annotations by the numbers of their pages."""


def hidden_annotations(pdf: "pikepdf.Pdf") -> Hidden:
    """The annotations of a document that are in a layer which is switched off."""
    states = _LayerStates(pdf)
    found = {}
    for number, page in enumerate(pdf.pages, 1):
        annotations = page.obj.get("/Annots") or ()
        hidden = [i for i, one in enumerate(annotations) if "/OC" in one and not states.shows(one.OC)]
        if hidden:
            found[number] = frozenset(hidden)
    return found


class _LayerStates:
    """Which layers of a document are shown on a screen at first."""

    def __init__(self, pdf: "pikepdf.Pdf") -> None:
        standard = value_at(pdf.Root, "/OCProperties", "/D")
        self._starts_off = value_at(standard, "/BaseState") == "/OFF"
        self._on, self._off = ({one.objgen for one in value_at(standard, key) or ()} for key in ("/ON", "/OFF"))

    def shows(self, content: "pikepdf.Object", depth: int = 0) -> bool:
        """Whether content of a layer, or of a membership of layers, is shown."""
        if depth > MAX_DEPTH:
            return True
        if content.get("/Type") != "/OCMD":
            return self._is_on(content)
        if "/VE" in content:
            return self._holds(content.VE, depth + 1)
        groups = content.get("/OCGs")
        if groups is None:
            return True
        states = [self._is_on(one) for one in (groups if is_array(groups) else [groups]) if one is not None]
        if not states:
            return True
        policy = str(content.get("/P", "/AnyOn"))
        return {
            "/AllOn": all(states),
            "/AnyOff": not all(states),
            "/AllOff": not any(states),
        }.get(policy, any(states))

    def _is_on(self, group: "pikepdf.Object") -> bool:
        state = value_at(group, "/Usage", "/View", "/ViewState")
        if state is not None:
            return bool(state != "/OFF")
        if group.objgen in self._off:
            return False
        return group.objgen in self._on or not self._starts_off

    def _holds(self, expression: "pikepdf.Object", depth: int) -> bool:
        """Whether an expression of layers is true: an operator and its operands, or a layer."""
        if depth > MAX_DEPTH or not is_array(expression):
            return self.shows(expression, depth)
        operator, *operands = expression
        values = [self._holds(one, depth + 1) for one in operands]
        if operator == "/Not":
            return not values[0]
        return all(values) if operator == "/And" else any(values)
