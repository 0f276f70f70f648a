"""`docinsight watch`: a folder whose files are read as they come, as people run it against a service."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from docinsight_client import DocInsight
from shared.net import free_port
from tests import samples
from tests.processes import ROOT, running
from tests.system.conftest import Service, wait_until_healthy

SOON = ("--settle", "0.2")


@pytest.fixture
def inbox(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be watched, with a service that is found."""
    monkeypatch.setenv("DOCINSIGHT_BASE", service.base)
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


class Passes:
    """Passes over a folder, whose uploads are counted by the session that they leave documents in."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.base = base
        self.session = f"watch-{folder.parent.name}"

    def once(self, *options: str, status: int = 0) -> Result:
        common = ("--once", *SOON, "--keep", "--session", self.session)
        done = CliRunner().invoke(app, ["watch", str(self.folder), *common, *options])
        assert done.exit_code == status, done.stderr
        return done

    def uploads(self) -> int:
        with DocInsight(self.base, session_id=self.session) as di:
            return sum(job.kind == "document" for job in di.jobs())

    def names(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("[!.]*") if path.is_file()}


@pytest.fixture
def passes(service: Service, inbox: Path) -> Passes:
    return Passes(inbox, service.base)


def text(name: str) -> bytes:
    return f"The letter called {name} was signed by Maria Keller.".encode()


def test_markdown_tables_and_answers_are_written_beside_a_file_and_it_is_not_read_again(passes: Passes) -> None:
    questions = passes.folder.parent / "questions.csv"
    questions.write_text("question,name\nWho signed the letter?,signer\nWhich river flows through Cairo?,river\n")
    (passes.folder / "letter.txt").write_bytes(text("first"))
    (passes.folder / "prices.csv").write_text("item,price\nrope,12\n@paint,7\n")
    options = ("--tables", "--questions", str(questions))
    done = passes.once(*options)
    written = {"letter.txt.md", "letter.txt.answers.csv", "prices.csv.md", "prices.csv.answers.csv"}
    written |= {"prices.csv.table-1.csv"}
    assert set(done.stdout.splitlines()) == {str(passes.folder / name) for name in written}
    assert passes.names() == written | {"letter.txt", "prices.csv"}
    assert "Maria Keller" in (passes.folder / "letter.txt.md").read_text()
    assert (passes.folder / "prices.csv.table-1.csv").read_text().splitlines()[2] == '"\'@paint","7"'
    with (passes.folder / "letter.txt.answers.csv").open(newline="") as file:
        signer, river = csv.DictReader(file)
    assert signer["answer"] == "Maria Keller"
    assert signer["link"].startswith(f"{passes.base}/#/{passes.session}/answers/")
    assert river["answered"] == "false"

    before = {name: (passes.folder / name).stat().st_mtime_ns for name in passes.names()}
    assert passes.once(*options).stdout == ""
    assert {name: (passes.folder / name).stat().st_mtime_ns for name in passes.names()} == before
    assert passes.uploads() == 2


def test_what_changed_is_read_again_and_what_was_only_touched_is_not(passes: Passes) -> None:
    letter = passes.folder / "letter.txt"
    letter.write_bytes(text("first"))
    passes.once()
    os.utime(letter)
    passes.once()
    assert passes.uploads() == 1
    letter.write_bytes(text("second"))
    passes.once()
    assert passes.uploads() == 2
    assert "second" in (passes.folder / "letter.txt.md").read_text()
    # Other wishes are read for anew.
    passes.once("--tables")
    assert passes.uploads() == 3


def test_a_file_that_is_renamed_or_copied_takes_along_what_was_written_of_it(passes: Passes) -> None:
    (passes.folder / "a.txt").write_bytes(text("a"))
    passes.once("--recursive")
    (passes.folder / "done").mkdir()
    (passes.folder / "a.txt").rename(passes.folder / "done/b.txt")
    passes.once("--recursive")
    assert passes.names() == {"done/b.txt", "done/b.txt.md"}
    (passes.folder / "copy.txt").write_bytes(text("a"))
    passes.once("--recursive")
    assert passes.names() == {"done/b.txt", "done/b.txt.md", "copy.txt", "copy.txt.md"}
    assert passes.uploads() == 1
    # What is deleted leaves what was written of it, and is known when it is back.
    (passes.folder / "copy.txt").unlink()
    passes.once("--recursive")
    (passes.folder / "copy.txt").write_bytes(text("a"))
    passes.once("--recursive")
    assert passes.uploads() == 1


def test_an_error_is_written_beside_the_file_and_goes_with_it(passes: Passes) -> None:
    damaged = passes.folder / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\nnothing of use")
    (passes.folder / "program.exe").write_bytes(b"MZ\x00\x01")
    (passes.folder / "letter.txt").write_bytes(text("sound"))
    done = passes.once(status=1)
    assert "damaged" in (passes.folder / "damaged.pdf.error.txt").read_text()
    assert "program.exe: This is a program" in done.stderr
    assert (passes.folder / "letter.txt.md").exists()
    passes.once()
    assert passes.uploads() == 2, "what cannot be read is tried once"
    (passes.folder / "damaged.pdf.error.txt").unlink()
    passes.once(status=1)
    assert passes.uploads() == 3, "or when its error file is removed"
    damaged.write_bytes(samples.pdf([samples.AGREEMENT]))
    (passes.folder / "program.exe").unlink()
    passes.once()
    assert passes.names() == {"damaged.pdf", "damaged.pdf.md", "letter.txt", "letter.txt.md"}


def test_outputs_go_to_a_folder_of_their_own_with_its_folders_and_nothing_stays_with_the_service(
    service: Service, inbox: Path
) -> None:
    (inbox / "north").mkdir()
    (inbox / "north/a.txt").write_bytes(text("a"))
    command = ["watch", str(inbox), "--once", *SOON, "--recursive", "--to", str(inbox / "out"), "--session", "kept-not"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.stderr
    assert (inbox / "out/north/a.txt.md").exists()
    assert CliRunner().invoke(app, command).stdout == ""
    with DocInsight(service.base, session_id="kept-not") as di:
        assert list(di.documents()) == []


def test_wrong_wishes_are_refused(inbox: Path) -> None:
    for options, status, word in (
        (("--no-markdown",), 2, "Nothing would be written"),
        (("--base", "http://127.0.0.1:9"), 4, "No service answers"),
    ):
        refused = CliRunner().invoke(app, ["watch", str(inbox), "--once", *options])
        assert (refused.exit_code, word in refused.stderr) == (status, True), refused.stderr


@contextmanager
def watching(folder: Path, log: Path, *options: str, base: str) -> Iterator[subprocess.Popen[bytes]]:
    """A watch as a process of its own, which is killed at the end unless it has ended."""
    command = [sys.executable, "-m", "cli", "watch", str(folder), *SOON, *options]
    environment = {**os.environ, "DOCINSIGHT_BASE": base}
    with log.open("ab") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.kill()


def test_files_are_read_as_they_come_also_after_a_kill_and_while_the_service_restarts(
    service: Service, passes: Passes, tmp_path: Path, until: Callable[..., Any]
) -> None:
    log, port = tmp_path / "log", free_port()
    base, options = f"http://127.0.0.1:{port}", ("--keep", "--session", passes.session)
    gateway = {**service.environment, "DOCINSIGHT_PORT": str(port)}

    def written(name: str) -> bool:
        return (passes.folder / f"{name}.md").exists()

    def told(name: str) -> bool:
        return f"{name}.md" in log.read_text()

    with ExitStack() as before:
        before.enter_context(running(gateway, "api"))
        wait_until_healthy(base, workers=3)
        with watching(passes.folder, log, *options, base=base) as process:
            until(lambda: "Watching" in log.read_text())
            (passes.folder / "a.txt").write_bytes(text("a"))
            until(lambda: written("a.txt") and told("a.txt"))
            process.kill()
            process.wait()
        (passes.folder / "b.txt").write_bytes(text("b"))
        with watching(passes.folder, log, *options, base=base) as process:
            until(lambda: written("b.txt") and told("b.txt"))
            before.close()
            (passes.folder / "c.txt").write_bytes(text("c"))
            with running(gateway, "api"):
                until(lambda: written("c.txt") and told("c.txt"))
                process.send_signal(signal.SIGINT)
                assert process.wait(30) == 0
    assert "Traceback" not in log.read_text()
    assert passes.uploads() == 3
