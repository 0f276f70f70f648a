"""The text of a paragraph of a Word document, with what is anchored in it."""

from dataclasses import dataclass, field

from lxml.etree import _Element

from worker.formats.docx.formulas import formula
from worker.formats.docx.names import MC, A, C, M, R, V, W, value
from worker.formats.docx.styles import Styles, is_on
from worker.formats.docx.symbols import symbol

PAGE_BREAK = "\f"
POINT = 12_700
"""English Metric Units in a point."""

_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_SKIPPED = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}ruby_", f"{W}rt"}
)
_TEXTS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


@dataclass(slots=True)
class Anchored:
    """A picture: the id of its part, and its size in points."""

    relation: str
    width: float
    height: float


@dataclass(slots=True)
class Runs:
    """What a paragraph contains: its text, ids of notes in it, pictures, text boxes and charts."""

    parts: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind (footnote or endnote), and id."""
    pictures: list[Anchored] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)


class RunReader:
    """Reads paragraphs, and remembers what was left out of them. ``mark`` gives a note's mark in the text."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._marks: dict[tuple[str, str], str] = {}
        self.has_changes = self.has_hidden = self.has_comments = False

    def read(self, paragraph: _Element) -> Runs:
        """The runs of a paragraph."""
        runs = Runs()
        self._collect(paragraph, runs)
        return runs

    def mark(self, kind: str, note_id: str) -> str:
        """The mark of a note, by the order in which notes are referred to."""
        key = kind, note_id
        if key not in self._marks:
            self._marks[key] = str(1 + sum(one == kind for one, _ in self._marks))
        return self._marks[key] if kind == "footnote" else f"e{self._marks[key]}"

    def _collect(self, element: _Element, runs: Runs) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                runs.parts.append(child.text or "")
            elif tag == f"{W}r":
                if self._is_hidden(child):
                    self.has_hidden = True
                else:
                    self._collect(child, runs)
            elif tag in _TEXTS:
                runs.parts.append(_TEXTS[tag])
            elif tag in _SKIPPED:
                continue
            elif tag in _DELETED:
                self.has_changes = True
            else:
                self._collect_other(child, tag, runs)

    def _collect_other(self, child: _Element, tag: object, runs: Runs) -> None:
        match tag:
            case _ if not isinstance(tag, str):
                return
            case str() if tag in (f"{W}ins", f"{W}moveTo"):
                self.has_changes = True
                self._collect(child, runs)
            case str() if tag == f"{W}br":
                runs.parts.append(PAGE_BREAK if value(child, "type") == "page" else "\n")
            case str() if tag == f"{W}sym":
                runs.parts.append(symbol(value(child, "font") or "", value(child, "char") or ""))
            case str() if tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = tag.removeprefix(W).removesuffix("Reference")
                note_id = value(child, "id") or ""
                runs.notes.append((kind, note_id))
                runs.parts.append(f"[{self.mark(kind, note_id)}]")
            case str() if tag == f"{W}commentReference":
                self.has_comments = True
            case str() if tag in (f"{M}oMath", f"{M}oMathPara"):
                runs.parts.append(formula(child))
            case str() if tag == f"{MC}AlternateContent":
                chosen = child.find(f"{MC}Choice")
                self._collect(child.find(f"{MC}Fallback") if chosen is None else chosen, runs) if len(child) else None
            case str() if tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                _collect_drawing(child, runs)
            case _:
                self._collect(child, runs)

    def _is_hidden(self, run: _Element) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        vanish = properties.find(f"{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        style = value(properties.find(f"{W}rStyle"))
        return style is not None and self._styles.get(style).is_hidden


def _collect_drawing(drawing: _Element, runs: Runs) -> None:
    """Pictures, charts and text boxes of a drawing; what stands in for newer parts is left out."""
    for fallback in drawing.findall(f".//{MC}AlternateContent/{MC}Fallback"):
        if fallback.getprevious() is not None:
            fallback.getparent().remove(fallback)
    for box in drawing.iter(f"{W}txbxContent"):
        if not any(one.tag == f"{W}txbxContent" for one in box.iterancestors()):
            runs.boxes.append(box)
    extent = next((one for one in drawing.iter() if isinstance(one.tag, str) and one.tag.endswith("}extent")), None)
    for blip in drawing.iter(f"{A}blip"):
        if (relation := blip.get(f"{R}embed")) and not _is_in_box(blip):
            runs.pictures.append(Anchored(relation, *_size(blip, extent)))
    for data in drawing.iter(f"{V}imagedata"):
        if (relation := data.get(f"{R}id")) and not _is_in_box(data):
            shape = data.getparent()
            width, height = _vml_size("" if shape is None else shape.get("style", ""))
            runs.pictures.append(Anchored(relation, width, height))
    runs.charts += [one.get(f"{R}id", "") for one in drawing.iter(f"{C}chart")]


def _is_in_box(element: _Element) -> bool:
    return any(one.tag == f"{W}txbxContent" for one in element.iterancestors())


def _size(blip: _Element, extent: _Element | None) -> tuple[float, float]:
    """The size of a picture in points: its own in a group, else the drawing's."""
    for one in blip.iterancestors():
        own = one.find(f".//{A}xfrm/{A}ext") if isinstance(one.tag, str) and one.tag.endswith("}pic") else None
        if own is not None:
            extent = own
            break
    if extent is None:
        return 0.0, 0.0
    return _points(extent.get("cx")), _points(extent.get("cy"))


def _points(text: str | None) -> float:
    try:
        return float(text or 0) / POINT
    except ValueError:
        return 0.0


def _vml_size(style: str) -> tuple[float, float]:
    """Width and height of a shape of VML, in points."""
    units = {"pt": 1.0, "in": 72.0, "px": 0.75, "cm": 28.35, "mm": 2.835}
    sizes = {"width": 200.0, "height": 150.0}
    for one in style.split(";"):
        name, _, text = one.partition(":")
        name, text = name.strip(), text.strip()
        if name in sizes and text[-2:] in units:
            try:
                sizes[name] = float(text[:-2]) * units[text[-2:]]
            except ValueError:
                continue
    return sizes["width"], sizes["height"]
