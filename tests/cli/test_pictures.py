"""Pictures in terminals: shown to one that says it can, and nothing at all to any other."""

import fcntl
import io
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from PIL import Image

from cli import pictures
from docinsight_client import PageImage
from tests.processes import ROOT

BOX = (0.25, 0.5, 0.75, 0.55)
SCRIPT = """
import sys
from docinsight_client import PageImage
from cli import pictures
from cli.console import out
if pictures.can_show(out):
    pictures.show(PageImage(open(sys.argv[1], "rb").read(), [{box!r}]), out)
out.print("done")
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.png"
    Image.new("RGB", (200, 300), "white").save(path)
    return path


def in_terminal(page: Path, answers: dict[bytes, bytes], size: tuple[int, int] = (30, 40)) -> bytes:
    """What is written to a terminal that answers these questions."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", *size, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "40", "LINES": "30"}
    command = [sys.executable, "-c", SCRIPT.format(box=BOX), str(page)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written, answered = b"", 0
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if not select.select([ours], [], [], 0.1)[0]:
            continue
        try:
            written += os.read(ours, 65536)
        except OSError:
            break
        for question, answer in answers.items():
            if question in written[answered:]:
                answered = len(written)
                os.write(ours, answer)
    process.wait(30)
    os.close(ours)
    return written


def test_a_terminal_that_can_show_sixels_is_shown_the_framed_part_of_the_page(page: Path) -> None:
    written = in_terminal(page, {b"\x1b[c": b"\x1b[?62;4;22c", b"\x1b[16t": b"\x1b[6;20;10t"})
    assert b"\x1bP" in written, "a sixel image begins"
    assert b"done" in written


def test_a_terminal_with_kitty_s_protocol_is_sent_the_picture_by_it(page: Path) -> None:
    written = in_terminal(page, {b"\x1b[c": b"\x1b[?62c", b"a=q": b"\x1b_Gi=1;OK\x1b\\", b"\x1b[16t": b"\x1b[6;20;10t"})
    assert written.count(b"\x1b_G") > 1
    assert b"done" in written


def test_another_terminal_is_shown_no_picture_in_place_of_one(page: Path) -> None:
    written = in_terminal(page, {b"\x1b[c": b"\x1b[?62c"})
    assert b"\x1bP" not in written
    assert "▀".encode() not in written
    assert b"done" in written


def test_a_terminal_without_a_size_is_shown_none(page: Path) -> None:
    written = in_terminal(page, {b"\x1b[c": b"\x1b[?62;4c"}, (0, 0))
    assert written.split() == [b"done"]


def test_what_is_no_terminal_is_not_asked_for_anything() -> None:
    from rich.console import Console

    out = io.StringIO()
    assert not pictures.can_show(Console(file=out))
    assert out.getvalue() == ""


def test_the_frame_leaves_the_rest_of_the_page_as_it_is(page: Path) -> None:
    image = PageImage(page.read_bytes(), [BOX])
    framed = image.to_pillow()
    assert framed.getpixel((10, 10)) == (255, 255, 255)
    assert framed.getpixel((100, 157)) != (255, 255, 255)
    assert PageImage(page.read_bytes()).to_png() == page.read_bytes()
