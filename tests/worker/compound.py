"""Compound files (MS-CFB) and Outlook's messages in them, which no library writes."""

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Union

Folder = Mapping[str, Union[bytes, "Folder"]]
"""Streams and folders by their names."""

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(root: Folder) -> bytes:
    """The bytes of a compound file; each folder's entries are a chain, which readers take as any tree."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5}]
    mini, sectors = bytearray(), list[bytes]()
    mini_table, table = list[int](), list[int]()

    def chain(data: bytes, size: int, links: list[int]) -> int:
        count = -(-len(data) // size)
        first = len(links)
        links += [*range(first + 1, first + count), END] if count else []
        return first if count else END

    def put(data: bytes) -> int:
        start = chain(data, SECTOR, table)
        sectors.extend(data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR))
        return start

    def add(folder: Folder) -> int:
        numbers = []
        for name, content in folder.items():
            entry: dict[str, Any] = {"name": name, "kind": 2 if isinstance(content, bytes) else 1}
            entries.append(entry)
            numbers.append(len(entries) - 1)
            if not isinstance(content, bytes):
                entry["child"] = add(content)
            elif len(content) < CUTOFF:
                entry["start"], entry["size"] = chain(content, MINI, mini_table), len(content)
                mini.extend(content.ljust(-(-len(content) // MINI) * MINI, b"\0"))
            else:
                entry["start"], entry["size"] = put(content), len(content)
        for one, following in pairwise(numbers):
            entries[one]["right"] = following
        return numbers[0] if numbers else FREE

    entries[0]["child"] = add(root)
    entries[0]["start"], entries[0]["size"] = put(bytes(mini)), len(mini)
    mini_start = put(b"".join(struct.pack("<I", one) for one in mini_table))
    directory = put(b"".join(map(_entry, entries)))
    fats = 1
    while fats * (SECTOR // 4) < len(table) + fats:
        fats += 1
    first_fat = len(table)
    table += [FAT] * fats
    table += [FREE] * (fats * (SECTOR // 4) - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fats,
        directory,
        0,
        CUTOFF,
        mini_start,
        -(-len(mini_table) * 4 // SECTOR),
        END,
        0,
    )
    head += b"".join(struct.pack("<I", first_fat + i if i < fats else FREE) for i in range(109))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(entry: Mapping[str, Any]) -> bytes:
    name = f"{entry['name']}\0".encode("utf-16-le")
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry["kind"], 1)
        + struct.pack("<III", FREE, entry.get("right", FREE), entry.get("child", FREE))
        + bytes(36)
        + struct.pack("<IQ", entry.get("start", END if entry["kind"] == 2 else 0), entry.get("size", 0))
    )


def properties(header: int, values: Mapping[int, str | bytes | int]) -> dict[str, bytes]:
    """The streams of properties: texts, bytes, and numbers of 32 bits (or times, above)."""
    streams: dict[str, bytes] = {}
    table = bytearray(header)
    for number, value in values.items():
        if isinstance(value, int):
            kind = 3 if value < 1 << 32 else 0x40
            table += struct.pack("<HHIQ", kind, number, 6, value)
            continue
        kind, data = (0x1F, value.encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        table += struct.pack("<HHIQ", kind, number, 6, len(data))
    return {"__properties_version1.0": bytes(table), **streams}


def message(
    values: Mapping[int, str | bytes | int],
    recipients: Sequence[Mapping[int, str | bytes | int]] = (),
    attachments: Sequence[Mapping[int, Any]] = (),
    *,
    header: int = 32,
) -> Folder:
    """The folder of a message; an attachment whose data is a folder is a message that is attached."""
    folder: dict[str, bytes | Folder] = {"__nameid_version1.0": {}, **properties(header, values)}
    for i, one in enumerate(recipients):
        folder[f"__recip_version1.0_#{i:08X}"] = properties(8, one)
    for i, attachment in enumerate(attachments):
        plain = {number: value for number, value in attachment.items() if not isinstance(value, Mapping)}
        inside = {f"__substg1.0_{n:04X}000D": value for n, value in attachment.items() if isinstance(value, Mapping)}
        folder[f"__attach_version1.0_#{i:08X}"] = {**properties(8, plain), **inside}
    return folder
