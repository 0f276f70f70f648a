"""What an e-book consists of: its title, its authors, its chapters in their order, its cover."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.etree import _Element

from shared.errors import Corrupt, Encrypted
from worker.formats.package import Package

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml")
_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_METHOD = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
_OF_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""What obfuscates fonts, which are not needed to read a book."""


@dataclass(frozen=True, slots=True)
class Book:
    """The names of parts are those in the archive."""

    title: str
    authors: str
    chapters: list[str]
    cover: str | None


def book_of(package: Package) -> Book:
    """The book in an archive. Raises Corrupt, and Encrypted for one that only its store's programs open."""
    _refuse_protected(package)
    container = package.xml(CONTAINER)
    rootfile = None if container is None else container.find(f".//{_ROOTFILE}")
    name = "" if rootfile is None else rootfile.get("full-path", "")
    root = package.xml(name)
    if root is None:
        raise Corrupt("The file is no e-book, or a part of it is missing; save it again from its source.")
    items = {item.get("id", ""): item for item in root.iter(f"{_OPF}item")}
    folder = posixpath.dirname(name)
    chapters = [
        part
        for item in _spine(root, items)
        if item.get("media-type") in PAGES and "nav" not in item.get("properties", "").split()
        if (part := path_of(folder, item.get("href", ""))) in package.names
    ]
    titles = [said for one in root.iter(f"{_DC}title") if (said := " ".join("".join(one.itertext()).split()))]
    authors = [said for one in root.iter(f"{_DC}creator") if (said := " ".join("".join(one.itertext()).split()))]
    cover = _cover(root, items)
    shown = None if cover is None else path_of(folder, cover.get("href", ""))
    return Book(titles[0] if titles else "", ", ".join(authors), chapters, shown if shown in package.names else None)


def path_of(folder: str, address: str) -> str:
    """The name in the archive of what a part in ``folder`` refers to; none for what is elsewhere."""
    if "://" in address:
        return ""
    return posixpath.normpath(posixpath.join("/", folder, unquote(address.partition("#")[0]))).lstrip("/")


def _spine(root: _Element, items: dict[str, _Element]) -> Iterator[_Element]:
    for reference in root.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is not None:
            yield item


def _cover(root: _Element, items: dict[str, _Element]) -> _Element | None:
    for item in items.values():
        if "cover-image" in item.get("properties", "").split():
            return item
    for meta in root.iter(f"{_OPF}meta"):
        if meta.get("name") == "cover":
            item = items.get(meta.get("content", ""))
            if item is not None and item.get("media-type", "").startswith("image/"):
                return item
    return None


def _refuse_protected(package: Package) -> None:
    root = package.xml(ENCRYPTION)
    methods = () if root is None else root.iter(_METHOD)
    if any(method.get("Algorithm") not in _OF_FONTS for method in methods):
        raise Encrypted("The e-book is protected (DRM), and only its store's programs open it; upload one that is not.")
