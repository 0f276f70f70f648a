"""Known vulnerabilities of locked packages are found in a given database, without network."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT

LOCK = r"""
jinja2==3.1.2 \
    --hash=sha256:00
    # via fastapi
Py_Thing==2.0.post1 ; python_version < '3.13' \
    --hash=sha256:11
"""


def advisory(name: str, events: list[dict[str, str]], **fields: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "PYSEC-1", "aliases": ["CVE-1"], "summary": "A fault.", "affected": [affected], **fields}


def audit(tmp_path: Path, *advisories: dict[str, Any], zipped: bool = True) -> "subprocess.CompletedProcess[str]":
    lock, database = tmp_path / "lock.txt", tmp_path / ("all.zip" if zipped else "all")
    lock.write_text(LOCK)
    if zipped:
        with zipfile.ZipFile(database, "w") as archive:
            for number, one in enumerate(advisories):
                archive.writestr(f"{number}.json", json.dumps(one))
    else:
        database.mkdir()
        for number, one in enumerate(advisories):
            (database / f"{number}.json").write_text(json.dumps(one))
    command = [sys.executable, str(ROOT / "deploy/audit.py"), str(database), str(lock)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_locked_version_with_a_known_fault_is_named(tmp_path: Path, zipped: bool) -> None:
    done = audit(tmp_path, advisory("Jinja2", [{"introduced": "0"}, {"fixed": "3.1.3"}]), zipped=zipped)
    assert done.returncode == 1
    assert "jinja2 3.1.2: PYSEC-1, CVE-1: A fault." in done.stdout


@pytest.mark.parametrize(
    "events",
    [
        [{"introduced": "0"}, {"fixed": "3.1.2"}],
        [{"introduced": "0"}, {"last_affected": "3.1.1"}],
        [{"introduced": "3.2"}],
        [{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.1.3"}, {"fixed": "3.1.4"}],
    ],
)
def test_a_version_before_or_after_a_fault_is_not(tmp_path: Path, events: list[dict[str, str]]) -> None:
    done = audit(tmp_path, advisory("jinja2", events), advisory("other", [{"introduced": "0"}]))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_last_affected_version_and_a_listed_one_are_named(tmp_path: Path) -> None:
    listed = {"package": {"ecosystem": "PyPI", "name": "jinja2"}, "versions": ["3.1.2", "no version"]}
    assert audit(tmp_path, advisory("py.thing", [{"introduced": "1"}, {"last_affected": "2.0.post1"}])).returncode == 1
    assert audit(tmp_path, {"id": "X", "affected": [listed]}).returncode == 1


def test_what_was_withdrawn_or_is_of_another_ecosystem_is_not_named(tmp_path: Path) -> None:
    withdrawn = advisory("jinja2", [{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z")
    other = advisory("jinja2", [{"introduced": "0"}])
    other["affected"][0]["package"]["ecosystem"] = "npm"
    assert audit(tmp_path, withdrawn, other).returncode == 0


def test_a_database_without_advisories_is_no_clean_result(tmp_path: Path) -> None:
    assert audit(tmp_path).returncode == 1
