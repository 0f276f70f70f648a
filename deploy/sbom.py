"""Write what is in an image, as CycloneDX 1.6: ``python deploy/sbom.py IMAGE [TARGET]``.

Python's packages and Debian's are listed by the image itself, which is run without network and changed by nothing.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

LIST_PYTHON = (
    "import json; from importlib.metadata import distributions as found; "
    "print(json.dumps([[d.metadata['Name'], d.version, "
    "d.metadata['License-Expression'] or d.metadata['License'] or ''] for d in found()]))"
)
MAX_LICENSE_CHARACTERS = 100
"""Some packages give the text of their licence in the place of its name."""


def run_in(image: str, *command: str) -> str:
    """The output of a program of the image."""
    limits = ("--network", "none", "--read-only", "--cap-drop", "ALL")
    done = subprocess.run(
        ["docker", "run", "--rm", *limits, "--entrypoint", command[0], image, *command[1:]],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def python_components(listed: str) -> Iterator[dict[str, Any]]:
    """Components of a JSON list of name, version and licence."""
    for name, version, license_name in json.loads(listed):
        component = _component("pypi", re.sub(r"[-_.]+", "-", name).lower(), version)
        if license_name and len(license_name) <= MAX_LICENSE_CHARACTERS and "\n" not in license_name:
            component["licenses"] = [{"license": {"name": license_name}}]
        yield component


def debian_components(status: str) -> Iterator[dict[str, Any]]:
    """Components of dpkg's status file: those that are installed."""
    for paragraph in status.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if re.match(r"[A-Z][\w-]*: ", line))
        if fields.get("Status", "").endswith(" installed"):
            yield _component("deb/debian", fields["Package"], fields["Version"])


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{quote(name)}@{quote(version, safe='')}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def document(image: str, components: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole document. The same image gives the same document."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": image, "name": image}},
        "components": sorted(components, key=lambda one: one["purl"]),
    }


def main() -> None:
    """Write the document to the target, or to standard output."""
    image, *target = sys.argv[1:]
    python = python_components(run_in(image, "python", "-c", LIST_PYTHON))
    debian = debian_components(run_in(image, "cat", "/var/lib/dpkg/status"))
    unique = {one["purl"]: one for one in (*python, *debian)}
    text = json.dumps(document(image, list(unique.values())), indent=1) + "\n"
    if target:
        Path(target[0]).write_text(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
