"""Searchable PDFs as poppler reads them, which many viewers and search programs of Linux are made with."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from shared.models.page import Box
from tests.worker.searchable.pages import near, on_disk, read_page, scan, whole
from worker.searchable.from_pdf import with_text

LEFT, RIGHT = (0.1, 0.2, 0.3, 0.24), (0.33, 0.2, 0.6, 0.24)

pytestmark = pytest.mark.poppler


def pdftotext(pdf: bytes, folder: Path, *options: str) -> str:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing: make test-poppler installs it"
    path = folder / "made.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([program, *options, path, "-"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def searchable(folder: Path, text: str, *, rotation: int = 0, boxes: tuple[Box, Box] = (LEFT, RIGHT)) -> bytes:
    size = (600.0, 800.0) if rotation % 180 == 0 else (800.0, 600.0)
    file = scan(rotation=rotation)
    page = read_page([(text, boxes[0]), ("beside", boxes[1])], size=size)
    return whole(file, with_text(on_disk(folder, file), [page]))


def words_of(pdf: bytes, folder: Path, size: tuple[float, float] = (600, 800)) -> list[tuple[str, Box]]:
    """Words with their boxes in fractions of the page as shown, which is of this size."""
    width, height = size
    found = pdftotext(pdf, folder, "-bbox")
    words = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', found)
    return [
        (unescape(text), (float(x0) / width, float(y0) / height, float(x1) / width, float(y1) / height))
        for x0, y0, x1, y1, text in words
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("Grüße", "Ελλάδα", "Москва", "東京都千代田区", "한국어", "ไทย", "हिन्दी"),
        *("x²±½€", "𝒜𝒷𝒸", "e\u0301te", "fi-é"),
    ],
)
def test_words_of_any_script_are_where_they_are_shown(tmp_path: Path, text: str) -> None:
    assert words_of(searchable(tmp_path, text), tmp_path) == [(text, near(LEFT)), ("beside", near(RIGHT))]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_words_of_turned_pages_are_where_they_are_shown(tmp_path: Path, rotation: int) -> None:
    pdf = searchable(tmp_path, "Harbour", rotation=rotation)
    size = (600, 800) if rotation == 180 else (800, 600)
    assert words_of(pdf, tmp_path, size) == [("Harbour", near(LEFT)), ("beside", near(RIGHT))]


@pytest.mark.parametrize("text", ["שלום", "العربية"])
def test_words_from_right_to_left_read_in_their_order(tmp_path: Path, text: str) -> None:
    found = pdftotext(searchable(tmp_path, text), tmp_path)
    # Poppler marks where the direction changes.
    words = re.sub("[\u200e\u200f\u202a-\u202e]", " ", found).split()
    assert sorted(words) == sorted([text, "beside"])


def test_phrases_are_found(tmp_path: Path) -> None:
    assert "Harbour beside\n" in pdftotext(searchable(tmp_path, "Harbour"), tmp_path)
