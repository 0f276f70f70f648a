"""Flowing content as plain text: what stands in a cell or a note."""

from collections.abc import Iterable

from worker.formats.flow.content import Field, Item, ListItem, Paragraph, Picture, Table


def flat_text(items: Iterable[Item], pictures: list[Picture] | None = None) -> str:
    """The items, each on lines of its own, the rows of a table too; their pictures are added to ``pictures``."""
    lines: list[str] = []
    for item in items:
        match item:
            case Paragraph():
                lines.append(item.text)
            case ListItem():
                lines.append(f"{item.marker} {item.text}".strip())
            case Field():
                lines.append(item.text)
            case Table():
                rows: dict[int, list[str]] = {}
                for cell in item.cells:
                    if cell.text:
                        rows.setdefault(cell.row, []).append(" ".join(cell.text.split()))
                lines += [", ".join(row) for row in rows.values()]
            case Picture() if pictures is not None:
                pictures.append(item)
    return "\n".join(lines)
