"""The state folder: held by one, and readable by its owner alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli.local_service import state as module
from cli.local_service.state import InUse, State


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_passwords_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    first = state.password("store")
    assert len(first) >= 32
    assert State(tmp_path / "state").password("store") == first
    assert state.password("flower") != first
    assert (mode(state.folder), mode(state.passwords_file), mode(state.store)) == (0o700, 0o600, 0o700)


def test_a_folder_that_is_held_is_refused_and_free_again_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT_SECONDS", 0.1)
    state = State(tmp_path)
    with state.locked():
        with pytest.raises(InUse), State(tmp_path).locked():
            pass
        state.announce("http://localhost:1", None)
        running = state.running()
        assert running is not None
        assert (running.pid, running.url) == (os.getpid(), "http://localhost:1")
    assert state.running() is None
    with State(tmp_path).locked():
        pass


def test_a_folder_stays_held_while_a_child_of_one_that_was_killed_closes(tmp_path: Path) -> None:
    with State(tmp_path).locked() as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "LOCK_TIMEOUT_SECONDS", 0.1)
            with pytest.raises(InUse), State(tmp_path).locked():
                pass
    finally:
        child.communicate(b"\n")
    with State(tmp_path).locked():
        pass


def test_the_record_of_a_service_that_is_gone_does_not_count(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "running.json").write_text(f'{{"pid": {gone.pid}, "url": "http://localhost:1", "flower": null}}')
    assert State(tmp_path).running() is None
