"""Look for known vulnerabilities of locked packages, offline: ``python deploy/audit.py DATABASE LOCK...``.

DATABASE is a zip file or a folder of advisories in OSV's format, one JSON file each, as
https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip is. Prints a line for each that concerns a locked
version; the status is 1 where there is any.
"""

import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_LAST = Version("9999!0")


def locked(paths: list[Path]) -> dict[str, set[Version]]:
    """The versions of each package in these locks."""
    found: dict[str, set[Version]] = defaultdict(set)
    for path in paths:
        for name, version in _PIN.findall(path.read_text()):
            found[_normal(name)].add(Version(version))
    return found


def advisories(database: Path) -> Iterator[dict[str, Any]]:
    """All advisories of a zip file or a folder that are not withdrawn. Raises SystemExit where there are none."""
    if database.is_dir():
        bodies: Iterator[bytes] = (path.read_bytes() for path in sorted(database.rglob("*.json")))
    else:
        archive = zipfile.ZipFile(database)
        bodies = (archive.read(name) for name in archive.namelist() if name.endswith(".json"))
    empty = True
    for body in bodies:
        empty, advisory = False, json.loads(body)
        if "withdrawn" not in advisory:
            yield advisory
    if empty:
        raise SystemExit(f"{database} holds no advisory")


def affected(advisory: dict[str, Any], pins: dict[str, set[Version]]) -> Iterator[tuple[str, Version]]:
    """The locked packages that an advisory concerns."""
    for entry in advisory.get("affected", ()):
        package = entry.get("package", {})
        name = _normal(package.get("name", ""))
        if package.get("ecosystem") == "PyPI":
            for version in pins.get(name, ()):
                if _is_listed(version, entry) or any(_is_within(version, one) for one in entry.get("ranges", ())):
                    yield name, version


def _is_listed(version: Version, entry: dict[str, Any]) -> bool:
    return any(_version(one) == version for one in entry.get("versions", ()))


def _is_within(version: Version, span: dict[str, Any]) -> bool:
    """Whether a version is after an event that introduced a fault, and before the one that ended it."""
    if span.get("type") != "ECOSYSTEM":
        return False
    steps = []
    for event in span.get("events", ()):
        for kind, value in event.items():
            steps.append((_version(value), kind))
    inside = False
    for at, kind in sorted(steps):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        # Of a package whose versions were no versions once; none of ours can be equal.
        return _LAST


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Print what is found, and end with its status."""
    database, *locks = map(Path, sys.argv[1:])
    pins = locked(locks)
    if not pins:
        raise SystemExit("nothing is locked in these files")
    found = 0
    for advisory in advisories(database):
        for name, version in affected(advisory, pins):
            found += 1
            aliases = ", ".join([advisory["id"], *advisory.get("aliases", ())])
            print(f"{name} {version}: {aliases}: {advisory.get('summary', 'no summary')}")
    print(f"{sum(map(len, pins.values()))} locked versions, {found} known vulnerabilities", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
