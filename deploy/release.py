"""Make a release: ``python deploy/release.py [--draft] [--no-images]``, into ``dist/``.

The wheels of both distributions, the images of gateway, worker, Flower and MCP server, tagged with the version and the
revision, and beside them what is in each image (CycloneDX) and the checksums of all of it. A release is made of a
commit: with changes that are not committed, or whose changelog does not say when the version was released, none is
made, unless it is a draft.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMAGES = ("api", "worker", "flower", "mcp")
BUILD_PYTHON = ROOT / ".venv-build/bin/python"
"""With the build backend as it is locked, so that nothing is downloaded."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is released: the version, the commit, and when that was made (seconds since the epoch)."""

    version: str
    revision: str
    time: str

    @property
    def tags(self) -> tuple[str, str]:
        """The tags of its images."""
        return self.version, self.revision[:12]


def find(root: Path) -> tuple[Release, list[str]]:
    """The release of a checkout, and what speaks against it."""
    version, against = _version(root), []
    if (other := _version(root / "client")) != version:
        against.append(f"client/pyproject.toml has the version {other}, pyproject.toml {version}")
    against += [
        f"{module} does not say {version}"
        for module in ("shared/__init__.py", "client/docinsight_client/__init__.py")
        if f'__version__ = "{version}"' not in (root / module).read_text()
    ]
    dated = rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$"
    top = re.search(r"^## .*$", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    if top is None or not re.match(dated, top[0]):
        against.append(f"CHANGELOG.md does not begin with '## {version} - ' and a date")
    if _git(root, "status", "--porcelain"):
        against.append("there are changes that are not committed")
    return Release(version, _git(root, "rev-parse", "HEAD"), _git(root, "log", "-1", "--format=%ct")), against


def _version(folder: Path) -> str:
    return str(tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"])


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def build_wheels(release: Release, target: Path) -> list[Path]:
    """The wheels of both distributions. The same commit gives the same bytes."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": release.time}
    for folder in (ROOT, ROOT / "client"):
        command = [BUILD_PYTHON, "-m", "hatchling", "build", "--target", "wheel", "--directory", target.resolve()]
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return sorted(target.glob("*.whl"))


def build_images(release: Release, target: Path) -> None:
    """The images, each under both tags, and what is in them."""
    version, revision = release.tags
    environment = {**os.environ, "TAG": version, "VERSION": version, "REVISION": release.revision}
    subprocess.run(["docker", "compose", "build", *IMAGES], cwd=ROOT, env=environment, check=True)
    for name in IMAGES:
        image = f"doc-insight/{name}"
        subprocess.run(["docker", "tag", f"{image}:{version}", f"{image}:{revision}"], check=True)
        listed = target / f"sbom-{name}-{version}.json"
        subprocess.run([sys.executable, ROOT / "deploy/sbom.py", f"{image}:{version}", listed], check=True)


def write_checksums(target: Path) -> Path:
    """SHA-256 of every file, in the form that ``sha256sum --check`` reads."""
    files = sorted(path for path in target.iterdir() if path.suffix in (".whl", ".json"))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (target / "SHA256SUMS").write_text("".join(lines))
    return target / "SHA256SUMS"


def main() -> None:
    """Make the release, or say what speaks against it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draft", action="store_true", help="make it, whatever speaks against it")
    parser.add_argument("--no-images", action="store_true", help="only the wheels: needs no Docker engine")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder, which is emptied before (dist)")
    arguments = parser.parse_args()
    release, against = find(ROOT)
    if against:
        print("\n".join(against), file=sys.stderr)
        if not arguments.draft:
            sys.exit("no release is made; --draft (make release DRAFT=1) makes one all the same")
    target: Path = arguments.to
    target.mkdir(exist_ok=True)
    for path in (*target.glob("*.whl"), *target.glob("sbom-*.json"), *target.glob("SHA256SUMS")):
        path.unlink()
    build_wheels(release, target)
    if not arguments.no_images:
        build_images(release, target)
    print(write_checksums(target).read_text(), end="")
    print(f"doc-insight {release.version} of {release.revision}, in {target}")


if __name__ == "__main__":
    main()
