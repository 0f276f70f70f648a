"""Scans in PDFs get the text that OCR recognized, invisibly, at its places."""

import io
from pathlib import Path

import pikepdf
import pytest

from shared.errors import Corrupt, Encrypted
from shared.models.page import Page
from tests import samples
from tests.worker.raw_pdf import made, show
from tests.worker.searchable.pages import is_valid, near, on_disk, pixels, read_page, saved, scan, whole, words_of
from worker.searchable.from_pdf import with_text

LEFT, RIGHT = (0.1, 0.2, 0.3, 0.24), (0.33, 0.2, 0.6, 0.24)


def searchable(folder: Path, file: bytes, *pages: Page) -> bytes:
    pdf = whole(file, with_text(on_disk(folder, file), pages))
    assert is_valid(pdf)
    return pdf


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 100, 450, 700)])
def test_words_are_at_their_boxes_however_the_page_is_shown(
    tmp_path: Path, rotation: int, crop: tuple[float, float, float, float] | None
) -> None:
    file = scan(rotation=rotation, crop=crop)
    size = (600.0, 800.0) if crop is None else (400.0, 600.0)
    page = read_page([("Harbour", LEFT), ("library", RIGHT)], size=size if rotation % 180 == 0 else size[::-1])
    pdf = searchable(tmp_path, file, page)
    assert words_of(pdf) == [("Harbour", near(LEFT)), ("library", near(RIGHT))]
    assert pixels(pdf) == pixels(file)


@pytest.mark.parametrize(
    "text",
    [
        *("Grüße", "Ελλάδα", "Москва", "東京都千代田区", "한국어", "ไทย", "हिन्दी"),
        *("שלום", "العربية", "x²±½€", "e\u0301te"),
    ],
)
def test_words_of_any_script_are_found(tmp_path: Path, text: str) -> None:
    pdf = searchable(tmp_path, scan(), read_page([(text, LEFT), ("beside", RIGHT)]))
    assert words_of(pdf) == [(text, near(LEFT)), ("beside", near(RIGHT))]


@pytest.mark.parametrize(
    ("first", "second"),
    [((0.2, 0.1, 0.23, 0.3), (0.2, 0.32, 0.23, 0.5)), ((0.2, 0.32, 0.23, 0.5), (0.2, 0.1, 0.23, 0.3))],
)
def test_lines_that_run_down_or_up_the_page_are_found(
    tmp_path: Path, first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> None:
    pdf = searchable(tmp_path, scan(), read_page([("sideways", first), ("written", second)]))
    assert words_of(pdf) == [("sideways", near(first)), ("written", near(second))]


def test_a_word_alone_on_a_slender_line_is_found(tmp_path: Path) -> None:
    box = (0.2, 0.1, 0.23, 0.3)
    assert words_of(searchable(tmp_path, scan(), read_page([("sideways", box)]))) == [("sideways", near(box))]


def test_only_bytes_behind_the_file_are_new(tmp_path: Path) -> None:
    file = scan(40)
    pages = [read_page([("Page", LEFT), (str(number), RIGHT)], number=number) for number in (2, 31)]
    result = with_text(on_disk(tmp_path, file), pages)
    assert result.file_bytes == len(file)
    pdf = whole(file, result)
    assert pdf.startswith(file)
    assert is_valid(pdf)
    assert [word for word, _ in words_of(pdf, 31)] == ["Page", "31"]
    assert words_of(pdf, 1) == []


def test_a_file_with_cross_reference_streams_gets_one_more(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scan(3))) as pdf:
        file = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"\nxref" not in file
    result = with_text(on_disk(tmp_path, file), [read_page([("Word", LEFT)], number=3)])
    assert (result.file_bytes, b"\nxref" in result.rest) == (len(file), False)
    assert is_valid(whole(file, result))
    assert words_of(whole(file, result), 3) == [("Word", near(LEFT))]


def test_a_file_without_an_index_is_written_anew(tmp_path: Path) -> None:
    file = scan(2).replace(b"startxref", b"startnone")
    result = with_text(on_disk(tmp_path, file), [read_page([("Word", LEFT)])])
    assert result.file_bytes == 0
    assert is_valid(result.rest)
    assert words_of(result.rest) == [("Word", near(LEFT))]


def test_a_page_that_is_there_twice_has_its_text_twice(tmp_path: Path) -> None:
    twice = "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>"
    file = made("0.5 g 0 0 100 100 re f", objects=(twice,)).replace(b"/Pages 2 0 R", b"/Pages 5 0 R")
    pages = [read_page([(f"copy{number}", LEFT)], number=number, size=(595, 842)) for number in (1, 2)]
    pdf = searchable(tmp_path, file, *pages)
    assert [words_of(pdf, number) for number in (1, 2)] == [[("copy1", near(LEFT))], [("copy2", near(LEFT))]]


def test_a_new_layer_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    file = made(f"0.5 g 0 0 595 842 re f 3 Tr {show('Wr0ng w0rds', 700)}")
    assert "Wr0ng" in [word for word, _ in words_of(file)]
    pdf = searchable(tmp_path, file, read_page([("Right", LEFT), ("words", RIGHT)], size=(595, 842)))
    assert [word for word, _ in words_of(pdf)] == ["Right", "words"]
    assert pixels(pdf) == pixels(file)


def test_a_page_s_own_text_stays_beside_what_was_recognized(tmp_path: Path) -> None:
    file = made(show("Own text", 700))
    pdf = searchable(tmp_path, file, read_page([("Stamp", LEFT)], size=(595, 842), source="mixed"))
    assert sorted(word for word, _ in words_of(pdf)) == ["Own", "Stamp", "text"]
    assert pixels(pdf) == pixels(file)


def test_restrictions_of_a_file_are_kept_and_a_password_is_asked_for(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        restricted = saved(pdf, encryption=pikepdf.Encryption(owner="owner"))
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))
    page = read_page([("Word", LEFT)])
    result = with_text(on_disk(tmp_path, restricted), [page])
    assert (result.file_bytes, words_of(result.rest)) == (0, [("Word", near(LEFT))])
    with pikepdf.open(io.BytesIO(result.rest)) as pdf:
        assert pdf.is_encrypted
    with pytest.raises(Encrypted):
        with_text(on_disk(tmp_path, locked), [page])


def test_what_is_no_pdf_is_corrupt(tmp_path: Path) -> None:
    with pytest.raises(Corrupt):
        with_text(on_disk(tmp_path, b"%PDF-1.7\nnothing"), [read_page([("Word", LEFT)])])


def test_what_has_no_place_on_a_page_is_left_out(tmp_path: Path) -> None:
    inf, nan = float("inf"), float("nan")
    words = [
        ("flat", (0.1, 0.2, 0.1, 0.2)),
        ("nowhere", (nan, nan, inf, inf)),
        ("\x00\u2028", LEFT),
        ("\ud800kept", RIGHT),
    ]
    found = words_of(searchable(tmp_path, scan(), read_page(words)))
    assert found == [("kept", near(RIGHT))]


def test_the_same_is_made_of_the_same(tmp_path: Path) -> None:
    file = samples.encoded([samples.picture(samples.AGREEMENT)], "PDF")
    page = read_page([("Word", LEFT)])
    assert with_text(on_disk(tmp_path, file), [page]) == with_text(on_disk(tmp_path, file), [page])
