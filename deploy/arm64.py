"""Records which wheels the locked packages have for 64-bit ARM: ``arm64.py PYLOCK RECORD``, as ``make lock`` calls it.

PYLOCK is what uv says of the locked versions (PEP 751), which names the files behind the hashes of the locks. RECORD
is JSON: `NAME==VERSION` to the names of wheels and their SHA-256. tests/deploy/test_arm64.py compares it with the
locks.
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

PYTHONS = ((3, 11), (3, 12), (3, 13))
GLIBC_MINOR = 36
"""Of 2.x, in the images (Debian 12)."""
PLATFORMS = [f"manylinux_2_{minor}_aarch64" for minor in range(GLIBC_MINOR, 16, -1)]
PLATFORMS += ["manylinux2014_aarch64", "linux_aarch64"]


def tags(python: tuple[int, int]) -> set[Tag]:
    """The tags of wheels that a CPython of that version takes there."""
    interpreter = f"cp{python[0]}{python[1]}"
    return {*cpython_tags(python, platforms=PLATFORMS), *compatible_tags(python, interpreter, PLATFORMS)}


def wheels(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of the wheels of a package that fit."""
    suitable = set[Tag]().union(*map(tags, PYTHONS))
    for wheel in package.get("wheels", []):
        name = wheel["url"].rpartition("/")[2]
        if parse_wheel_filename(name)[3] & suitable:
            yield name, wheel["hashes"]["sha256"]


def main() -> None:
    """Write the record."""
    lock, record = map(Path, sys.argv[1:])
    packages = tomllib.loads(lock.read_text())["packages"]
    found = {f"{one['name']}=={one['version']}": dict(sorted(wheels(one))) for one in packages}
    record.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
