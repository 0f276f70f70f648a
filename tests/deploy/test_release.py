"""A release: of a commit whose files agree on its version, with the same wheels whenever it is made."""

import runpy
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.processes import ROOT

release = runpy.run_path(str(ROOT / "deploy/release.py"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A committed project that may be released."""
    files = {
        "pyproject.toml": '[project]\nversion = "1.2.0"\n',
        "client/pyproject.toml": '[project]\nversion = "1.2.0"\n',
        "shared/__init__.py": '__version__ = "1.2.0"\n',
        "client/docinsight_client/__init__.py": '__version__ = "1.2.0"\n',
        "CHANGELOG.md": "# Changelog\n\n## 1.2.0 - 2026-01-31\n\n## 1.1.0 - 2025-01-31\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")


def test_a_commit_whose_files_agree_is_released_under_its_version_and_revision(checkout: Path) -> None:
    found, against = release["find"](checkout)
    revision = git(checkout, "rev-parse", "HEAD")
    assert against == []
    assert (found.version, found.revision) == ("1.2.0", revision)
    assert found.tags == ("1.2.0", revision[:12])


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("client/pyproject.toml", '[project]\nversion = "1.1.0"\n', "client/pyproject.toml has the version 1.1.0"),
        ("shared/__init__.py", '__version__ = "1.1.0"\n', "shared/__init__.py does not say 1.2.0"),
        (
            "client/docinsight_client/__init__.py",
            '__version__ = "1.1.0"\n',
            "client/docinsight_client/__init__.py does not say 1.2.0",
        ),
        ("CHANGELOG.md", "# Changelog\n\n## 1.2.0 - Unreleased\n", "CHANGELOG.md does not begin with"),
        ("CHANGELOG.md", "# Changelog\n\n## 1.3.0 - 2026-02-01\n", "CHANGELOG.md does not begin with"),
    ],
)
def test_a_commit_whose_files_do_not_agree_is_not_released(checkout: Path, file: str, text: str, said: str) -> None:
    (checkout / file).write_text(text)
    commit(checkout)
    (reason,) = release["find"](checkout)[1]
    assert said in reason


def test_changes_that_are_not_committed_are_not_released(checkout: Path) -> None:
    (checkout / "new.py").write_text("")
    assert release["find"](checkout)[1] == ["there are changes that are not committed"]


def test_the_wheels_of_a_commit_are_the_same_whenever_they_are_built(tmp_path: Path) -> None:
    found, _ = release["find"](ROOT)
    folders = [tmp_path / name for name in ("one", "other")]
    one, other = ({path.name: path.read_bytes() for path in release["build_wheels"](found, to)} for to in folders)
    assert len(one) == 2
    assert one == other
    (service,) = [path for path in folders[0].iterdir() if path.name.startswith(f"doc_insight-{found.version}-")]
    names = set(zipfile.ZipFile(service).namelist())
    assert {"api/__main__.py", "worker/__main__.py", "cli/main.py", "web/dist/index.html"} <= names
    assert not any(name.startswith(("tests/", "bench/", "training/", "client/")) for name in names)
    sums = release["write_checksums"](folders[0])
    subprocess.run(["sha256sum", "--check", "--strict", sums.name], cwd=folders[0], check=True, capture_output=True)
