"""The numbers and bullets of lists, as they are shown."""

import re
from dataclasses import dataclass, replace

from lxml.etree import _Element

from worker.formats.docx.names import W, value
from worker.formats.docx.styles import number
from worker.formats.flow.numerals import numeral

BULLET = "•"
MAX_LEVELS = 9
_PART = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    restarts: int | None = None
    indent: int | None = None


class Numbering:
    """Counts the paragraphs of the lists of a document, in their order."""

    def __init__(self, root: _Element | None) -> None:
        self._levels: dict[str, list[_Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        linked: dict[str, str] = {}
        for abstract in root.iterfind(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            levels = [_Level() for _ in range(MAX_LEVELS)]
            for one in abstract.iterfind(f"{W}lvl"):
                at = number(one.get(f"{W}ilvl"))
                if 0 <= at < MAX_LEVELS:
                    levels[at] = _level(one)
            self._levels[key] = levels
            if (style := value(abstract.find(f"{W}styleLink"))) is not None:
                linked[style] = key
        for abstract in root.iterfind(f"{W}abstractNum"):
            if (style := value(abstract.find(f"{W}numStyleLink"))) in linked:
                self._levels[abstract.get(f"{W}abstractNumId", "")] = self._levels[linked[style or ""]]
        for one in root.iterfind(f"{W}num"):
            overrides = {}
            abstract_id = value(one.find(f"{W}abstractNumId")) or ""
            for override in one.iterfind(f"{W}lvlOverride"):
                at = number(override.get(f"{W}ilvl"))
                if not 0 <= at < MAX_LEVELS:
                    continue
                changed = override.find(f"{W}lvl")
                base = _level(changed) if changed is not None else None
                start = value(override.find(f"{W}startOverride"))
                if base is None and abstract_id in self._levels:
                    old = self._levels[abstract_id][at]
                    base = replace(old)
                if base is not None:
                    base.start = base.start if start is None else number(start)
                    overrides[at] = base
            self._lists[one.get(f"{W}numId", "")] = abstract_id, overrides

    def indent(self, list_id: str, depth: int) -> int:
        """How far the items of a list's level are from the margin, in twips."""
        abstract, overrides = self._lists.get(list_id, ("", {}))
        levels = self._levels.get(abstract)
        level = overrides.get(depth) or (levels[depth] if levels and 0 <= depth < MAX_LEVELS else None)
        return level.indent if level is not None and level.indent is not None else 360 * (depth + 1)

    def next(self, list_id: str, depth: int) -> str | None:
        """The marker of the next paragraph of that list and level; "" for none, None where there is no such list."""
        if list_id not in self._lists or not 0 <= depth < MAX_LEVELS:
            return None
        abstract, overrides = self._lists[list_id]
        levels = [
            overrides.get(i, level) for i, level in enumerate(self._levels.get(abstract, [_Level()] * MAX_LEVELS))
        ]
        level = levels[depth]
        # Lists of one abstract numbering go on counting, but where one overrides the start.
        counts = self._counts.setdefault(abstract, [levels[i].start - 1 for i in range(MAX_LEVELS)])
        if depth in overrides and (list_id, depth) not in self._begun:
            counts[depth] = level.start - 1
        self._begun.add((list_id, depth))
        counts[depth] += 1
        for i in range(depth + 1, MAX_LEVELS):
            restarts = levels[i].restarts
            if restarts is None or (restarts and depth < restarts):
                counts[i] = levels[i].start - 1
        for i in range(depth):
            counts[i] = max(counts[i], levels[i].start)
        if level.format == "bullet":
            return BULLET
        if level.format == "none":
            return ""
        return _PART.sub(lambda part: _shown(levels, counts, int(part[1]) - 1), level.text).strip()


def _shown(levels: list[_Level], counts: list[int], at: int) -> str:
    return numeral(counts[at], levels[at].format)


def _level(element: _Element) -> _Level:
    text = value(element.find(f"{W}lvlText"))
    restarts = value(element.find(f"{W}lvlRestart"))
    start = value(element.find(f"{W}start"))
    indent = element.find(f"{W}pPr/{W}ind")
    left = value(indent, "left") or value(indent, "start")
    return _Level(
        value(element.find(f"{W}numFmt")) or "decimal",
        "" if text is None else text,
        1 if start is None else number(start),
        None if restarts is None else number(restarts),
        None if left is None else number(left),
    )
