"""Office documents and e-books are ZIP archives of XML and pictures, which are read within limits.

What an archive says of itself is not believed: parts are decompressed up to a limit, and all of them together, so
that a bomb ends as an error. XML is parsed without entities, without a DTD, and without anything from elsewhere.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from lxml import etree

from shared.errors import Corrupt, Encrypted, TooLargePage

MAX_PARTS = 50_000
"""Files in an archive."""

MAX_PART_BYTES = 256 << 20
"""Bytes of one part, decompressed."""

MAX_BYTES = 1 << 30
"""Bytes of all parts that are read, decompressed."""

MAX_XML_BYTES = 96 << 20
"""Bytes of a part of XML that is parsed as a whole; its tree takes several times as much memory."""

CHUNK = 1 << 20

Read = TypeVar("Read")


class Package:
    """An open archive. Raises Corrupt where it is none.

    ``namespaces`` are replaced by others in XML before it is parsed: a format may have two names for one thing.
    """

    def __init__(self, data: bytes | Path, namespaces: Mapping[bytes, bytes] | None = None) -> None:
        self._namespaces = namespaces or {}
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Corrupt from error
        self.names = frozenset(self._archive.namelist())
        self._read = 0
        if len(self.names) > MAX_PARTS:
            self.close()
            raise Corrupt("The file contains more parts than any document has.")

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()

    def read_by(self, read: Callable[["Package"], Read]) -> Read:
        """What ``read`` makes of the archive, which is closed where that fails."""
        try:
            return read(self)
        except BaseException:
            self.close()
            raise

    def read(self, name: str, limit: int = MAX_PART_BYTES) -> bytes:
        """The bytes of a part. Raises KeyError where there is none, Corrupt, Encrypted and TooLargePage."""
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise Encrypted
        parts = []
        left = min(limit, MAX_BYTES - self._read)
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(min(CHUNK, left + 1)):
                    left -= len(chunk)
                    self._read += len(chunk)
                    if left < 0:
                        raise TooLargePage("A part of the file is larger than the limit once it is decompressed.")
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            # The last two where places, sizes or flags in it contradict each other.
            raise Corrupt from error
        return b"".join(parts)

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part of XML, None where there is no such part. Raises as `read`."""
        if name not in self.names:
            return None
        data = self.read(name, MAX_XML_BYTES)
        for strict, usual in self._namespaces.items():
            data = data.replace(strict, usual)
        return parsed(data)

    def elements(self, name: str, *tags: str) -> Iterator[tuple[str, etree._Element]]:
        """The elements of these tags of a part of XML, one after the other, each freed when the next is asked for.

        What is before an element on its level is freed, too, so that a part may be as large as `read` allows. Raises
        as `read`.
        """
        data = self.read(name)
        for strict, usual in self._namespaces.items():
            if strict in data[:CHUNK]:
                data = data.replace(strict, usual)
        if b"<!DOCTYPE" in data[:CHUNK]:
            raise Corrupt("The file defines a document type, as no office program does.")
        events = etree.iterparse(
            io.BytesIO(data),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        try:
            for _, element in events:
                yield element.tag, element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Corrupt from error

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part of an Office document refers to within the archive: kind and name of parts by their ids."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for one in () if root is None else root:
            if not isinstance(one.tag, str) or one.get("TargetMode") == "External":
                continue
            target = one.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = one.get("Type", "").rsplit("/", 1)[-1], path
        return found


def parsed(data: bytes) -> etree._Element:
    """The root of XML. Raises Corrupt for what is damaged or nested too deep."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Corrupt from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(dtd.iterentities()):
        raise Corrupt("The file defines entities of its own, as no office program does.")
    return root
