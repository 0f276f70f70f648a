"""The tree of blocks of a page as bytes: fixed-size records of the blocks, and of all their cells in order."""

import struct
from collections.abc import Iterable
from typing import Any, get_args

from shared.models.blocks import Block, BlockType, Cell, Span

_TYPES: tuple[BlockType, ...] = get_args(BlockType)
_NONE = -1

_BLOCK = struct.Struct("<BIIibiiiib?I4f")
"""Type, start, end, parent, level, label's and value's start and end, checked, continues, count of cells, box."""
_CELL = struct.Struct("<4I?II4f")
"""Row, column, row span, column span, header, start, end, box."""


def pack_blocks(blocks: Iterable[Block]) -> tuple[bytes, bytes]:
    """The records of the blocks and of their cells, little-endian; boxes in single precision."""
    rows, cells = bytearray(), bytearray()
    for block in blocks:
        rows += _BLOCK.pack(
            _TYPES.index(block.type),
            block.start,
            block.end,
            _NONE if block.parent is None else block.parent,
            _NONE if block.level is None else block.level,
            *(block.label or (_NONE, _NONE)),
            *(block.value or (_NONE, _NONE)),
            _NONE if block.checked is None else block.checked,
            block.continues,
            len(block.cells),
            *block.box,
        )
        for cell in block.cells:
            cells += _CELL.pack(*cell[:-1], *cell.box)
    return bytes(rows), bytes(cells)


def unpack_blocks(rows: bytes, cells: bytes, length: int) -> tuple[Block, ...]:
    """The blocks that `pack_blocks` wrote for a text of that length. Raises ValueError for what is no such tree."""
    if len(rows) % _BLOCK.size or len(cells) % _CELL.size:
        raise ValueError("records of another size")
    remaining = [_cell(record, length) for record in _CELL.iter_unpack(cells)]
    blocks: list[Block] = []
    first = 0
    for record in _BLOCK.iter_unpack(rows):
        kind, start, end, parent, level, *label_and_value, checked, continues, count = record[:-4]
        if kind >= len(_TYPES) or not _NONE <= parent < len(blocks) or checked > 1 or first + count > len(remaining):
            raise ValueError("a record that describes no block")
        blocks.append(
            Block(
                _TYPES[kind],
                *_span(start, end, length),
                record[-4:],
                parent=None if parent == _NONE else parent,
                level=None if level == _NONE else level,
                cells=tuple(remaining[first : first + count]),
                label=_optional_span(label_and_value[:2], length),
                value=_optional_span(label_and_value[2:], length),
                checked=None if checked == _NONE else bool(checked),
                continues=continues,
            )
        )
        first += count
    if first != len(remaining):
        raise ValueError("cells that belong to no block")
    return tuple(blocks)


def _cell(record: tuple[Any, ...], length: int) -> Cell:
    row, column, row_span, column_span, header, start, end = record[:-4]
    if not row_span or not column_span:
        raise ValueError("a cell that covers nothing")
    return Cell(row, column, row_span, column_span, header, *_span(start, end, length), record[-4:])


def _optional_span(offsets: list[int], length: int) -> Span | None:
    start, end = offsets
    return None if start == end == _NONE else _span(start, end, length)


def _span(start: int, end: int, length: int) -> Span:
    if not 0 <= start <= end <= length:
        raise ValueError("a span outside of the text")
    return Span(start, end)
