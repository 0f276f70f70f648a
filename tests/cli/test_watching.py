"""What of a watched folder is read, and what is remembered of it."""

import json
import os
from pathlib import Path

import pytest

from cli.watching.folder import Settling, look
from cli.watching.state import STATE_NAME, InUse, Record, State, UnusableState, write_atomically


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def found(
    folder: Path, *, recursive: bool = True, outputs: Path | None = None, written: tuple[str, ...] = ()
) -> set[str]:
    return set(look(folder, recursive=recursive, outputs=outputs or folder, written=written))


def test_temporary_files_of_browsers_and_office_programs_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf.crdownload", "a.pdf.part", "Unconfirmed 1.crdownload", "a.opdownload", "~$letter.docx")
    put(tmp_path, ".~lock.letter.odt#", "~WRL0001.tmp", "letter.docx~", ".hidden.pdf", "Thumbs.db", "desktop.ini")
    put(tmp_path, ".git/a.pdf", "letter.docx", "a b.pdf")
    assert found(tmp_path) == {"letter.docx", "a b.pdf"}


def test_folders_below_are_entered_only_when_asked_for_and_links_never(tmp_path: Path) -> None:
    put(tmp_path, "in/a.pdf", "in/b/c.pdf", "elsewhere/secret.pdf")
    (tmp_path / "in/again").symlink_to(tmp_path / "in")
    (tmp_path / "in/link.pdf").symlink_to(tmp_path / "elsewhere/secret.pdf")
    os.mkfifo(tmp_path / "in/pipe.pdf")
    assert found(tmp_path / "in") == {"a.pdf", "b/c.pdf"}
    assert found(tmp_path / "in", recursive=False) == {"a.pdf"}


def test_what_was_written_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "a.pdf.md", "a.pdf.table-12.csv", "a.pdf.answers.csv", "b.pdf", "b.pdf.error.txt")
    put(tmp_path, "gone.pdf.md", "notes.md", "prices.csv")
    assert found(tmp_path) == {"a.pdf", "b.pdf", "gone.pdf.md", "notes.md", "prices.csv"}
    assert found(tmp_path, written=("gone.pdf.md",)) == {"a.pdf", "b.pdf", "notes.md", "prices.csv"}


def test_a_folder_of_outputs_that_lies_in_the_watched_one_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "out/a.pdf.md", "out/b/c.md")
    assert found(tmp_path, outputs=tmp_path / "out", written=("a.pdf.md",)) == {"a.pdf"}


def test_a_file_has_come_to_rest_when_it_stayed_the_same_for_a_while(tmp_path: Path) -> None:
    settling = Settling(2.0)

    def settled(now: float) -> set[str]:
        return settling.settled(look(tmp_path, recursive=False, outputs=tmp_path, written=()), now)

    put(tmp_path, "a.pdf")
    (tmp_path / "empty.pdf").touch()
    assert settled(10) == set()
    assert settled(11.9) == set()
    with (tmp_path / "a.pdf").open("a") as file:
        file.write("more")
    assert settled(12.1) == set()
    assert settled(14.2) == {"a.pdf"}, "an empty file is still to be filled"
    (tmp_path / "a.pdf").unlink()
    settled(15)
    put(tmp_path, "a.pdf")
    assert settled(16) == set(), "it is another one"


def test_the_state_is_the_same_after_a_restart(tmp_path: Path) -> None:
    record = Record(3, 12345678901234567, "ab" * 32, "w", ["a.pdf.md"], None)
    with State(tmp_path).locked():
        pass
    state = State(tmp_path)
    with state.locked():
        state.put("b/ä.pdf", record)
    assert State(tmp_path).items() == [("b/ä.pdf", record)]
    assert State(tmp_path).outputs() == {"a.pdf.md"}
    assert {path.name for path in tmp_path.iterdir()} == {STATE_NAME}


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 9, "files": {}}', '{"format": 1, "files": {"a": {"size": 1}}}']
)
def test_a_state_that_is_none_is_said_and_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / STATE_NAME).write_text(content)
    with pytest.raises(UnusableState, match="move it away"):
        State(tmp_path)
    assert (tmp_path / STATE_NAME).read_text() == content


def test_a_second_command_for_the_same_folder_is_refused(tmp_path: Path) -> None:
    first, second = State(tmp_path), State(tmp_path)
    with first.locked():
        first.put("a.pdf", Record(1, 1, "x", "w"))
        with pytest.raises(InUse), second.locked():
            pass
    with second.locked():
        assert "a.pdf" in second


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.json"
    write_atomically(path, json.dumps({"a": 1}).encode())

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"half")
    assert path.read_text() == '{"a": 1}'
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]
