"""Formulas (Office Math) as a line of text."""

from lxml.etree import _Element

from worker.formats.docx.names import M

_PROPERTIES = frozenset(
    f"{M}{name}" for name in ("rPr", "fPr", "radPr", "sSupPr", "sSubPr", "sSubSupPr", "naryPr", "dPr", "mPr", "ctrlPr")
)


def formula(element: _Element | None) -> str:
    """What a formula says: ``(a+b)/2``, ``x^2``, ``√(x)``."""
    if element is None:
        return ""
    tag = element.tag
    if tag == f"{M}t":
        return element.text or ""
    if not isinstance(tag, str) or tag in _PROPERTIES:
        return ""

    def part(name: str) -> str:
        return formula(element.find(f"{M}{name}"))

    match tag.removeprefix(M):
        case "f":
            return f"{_grouped(part('num'))}/{_grouped(part('den'))}"
        case "sSup":
            return f"{part('e')}^{_grouped(part('sup'))}"
        case "sSub":
            return f"{part('e')}_{_grouped(part('sub'))}"
        case "sSubSup":
            return f"{part('e')}_{_grouped(part('sub'))}^{_grouped(part('sup'))}"
        case "rad":
            degree = part("deg")
            return f"{'' if degree in ('', '2') else degree}√{_grouped(part('e'), always=True)}"
        case "nary":
            sign = _property(element, "naryPr/m:chr") or "∫"
            low, high = part("sub"), part("sup")
            return f"{sign}{f'_{_grouped(low)}' if low else ''}{f'^{_grouped(high)}' if high else ''} {part('e')}"
        case "d":
            begin, end = _property(element, "dPr/m:begChr"), _property(element, "dPr/m:endChr")
            inside = ", ".join(formula(one) for one in element.iterfind(f"{M}e"))
            return f"{'(' if begin is None else begin}{inside}{')' if end is None else end}"
        case "m":
            rows = (", ".join(formula(one) for one in row.iterfind(f"{M}e")) for row in element.iterfind(f"{M}mr"))
            return f"[{'; '.join(rows)}]"
        case "eqArr":
            return "\n".join(formula(one) for one in element.iterfind(f"{M}e"))
        case "func":
            return f"{part('fName')} {part('e')}"
        case _:
            return "".join(map(formula, element))


def _property(element: _Element, path: str) -> str | None:
    found = element.find("m:" + path, {"m": M[1:-1]})
    return None if found is None else found.get(f"{M}val", "")


def _grouped(text: str, *, always: bool = False) -> str:
    """The text in parentheses unless it is one number or name."""
    return text if text.isalnum() and not always else f"({text})"
