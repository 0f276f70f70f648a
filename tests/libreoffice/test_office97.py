"""Documents of Office 97 to 2003 are read as LibreOffice saves them anew: ``make test-libreoffice``."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from shared.errors import Corrupt, PageTimeout
from shared.files.office97 import EXCEL, POWERPOINT, WORD, program
from shared.settings import settings
from tests.worker.office import blocks_of, read, read_all, rows_of
from worker.formats.office97.conversion import converted
from worker.formats.registry import open_source

SAVED = Path(__file__).parents[1] / "worker" / "formats" / "saved"

pytestmark = pytest.mark.libreoffice


@pytest.fixture(autouse=True)
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    assert program(), "LibreOffice is missing: make test-libreoffice installs it"

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"DOCINSIGHT_{name.upper()}", value)
        settings.cache_clear()

    change(office="libreoffice")
    yield change
    monkeypatch.undo()
    settings.cache_clear()


def test_a_document_keeps_its_headings_lists_and_tables() -> None:
    (page,) = read_all((SAVED / "lease.doc").read_bytes(), WORD)
    assert [text for _, text in blocks_of(page, "heading")] == [
        *("Lease of a boathouse", "1. Rent and deposit", "2. Duties of the club", "Keys")
    ]
    assert rows_of(page)[3] == ["South 4", "12 m", "2,075"]
    assert ("list_item", "• Two keys for the gate") in blocks_of(page)


def test_a_workbook_keeps_the_addresses_of_its_cells_and_numbers_as_they_are_shown() -> None:
    source = open_source(SAVED / "budget.xls", EXCEL)
    page = read(source)
    assert rows_of(page)[1] == ["Timber", "5200", "4870.5", "329.50", "2025-02-15"]
    at = page.text.index("4870.5")
    assert any(place.start <= at < place.end and place.name == "Budget!C2" for place in page.places)


def test_a_presentation_keeps_its_slides(tmp_path: Path) -> None:
    old = converted(SAVED / "ferry.pptx", "pptx", "ppt")
    pages = read_all(old, POWERPOINT)
    assert [page.places[0].name for page in pages] == ["slide 1", "slide 2", "slide 3"]
    assert "Ferry timetable 2026" in pages[0].text
    assert ("title", "Fares") in blocks_of(pages[2])
    assert "The last ferry leaves at 23:40" in pages[1].text
    assert "Adult" in pages[2].text


def test_nothing_that_a_document_refers_to_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = f"<html><p>Seen</p><img src='http://127.0.0.1:{server.server_port}/a.png'></html>"
        assert converted(page.encode(), "html", "pdf").startswith(b"%PDF-")
        server.shutdown()
    assert not asked


def test_damage_and_slowness_have_their_errors(chosen: Callable[..., None]) -> None:
    with pytest.raises(Corrupt, match="1997"):
        open_source(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), WORD)
    chosen(page_seconds="0.05")
    with pytest.raises(PageTimeout, match="LibreOffice"):
        open_source(SAVED / "lease.doc", WORD)


def test_conversions_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_source(SAVED / "lease.doc", WORD).close()
    assert not [*tmp_path.iterdir()]
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, check=False)
    assert not left.stdout
