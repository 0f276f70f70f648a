"""The page in Chromium, over a whole service. What its console or its security policy complains of fails a test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

import bench.page
from bench.page import DESKTOP
from tests.processes import wait_until
from tests.samples import AGREEMENT, INVOICE, encoded, pdf, picture
from tests.system.conftest import Service, whole_service

LONG_PAGES = 120

BUSY = "the server responded with a status of 503"
"""A store that a busy machine makes late; the page tries again, and a test that sees no end of it fails by that."""

# What a busy machine may take for anything that is waited for.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A service with default settings, shared by all tests of the page; each opens a session of its own."""
    with whole_service() as service:
        yield service


@pytest.fixture(scope="session")
def library(service: Service) -> str:
    """A session with documents that were read, which tests look at and do not change: its id."""
    texts = [(*AGREEMENT, f"This is copy number {number}.") for number in range(1, LONG_PAGES + 1)]
    files = [
        ("files", ("agreement.pdf", pdf([INVOICE, AGREEMENT]))),
        ("files", ("scan.png", encoded([picture(AGREEMENT)], "PNG"))),
        ("files", ("long.pdf", pdf(texts))),
    ]
    with service.client() as client:
        accepted = client.post("/upload", files=files).raise_for_status().json()
        for job in accepted["jobs"]:
            wait_until(
                lambda job=job: client.get(f"/jobs/{job['id']}?wait=60").json()["status"] == "succeeded", seconds=240
            )
    return str(accepted["session_id"])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = bench.page.chromium(playwright)
    yield browser
    browser.close()


Opening = Callable[..., Page]


@pytest.fixture
def complaints() -> list[str]:
    """What pages complain of; a test that provokes an error takes it out."""
    return []


@pytest.fixture
def opened(chromium: Browser, service: Service, complaints: list[str]) -> Iterator[Opening]:
    """Open the page in a browser of its own: ``opened(path, **options)``, with options of Playwright's contexts."""
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def open_page(path: str = "", *, base: str = "", **options: Any) -> Page:
        context = chromium.new_context(**{**DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{base or service.base}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in complaints if BUSY not in one] == []
