"""What people do with the page."""

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect


def upload(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Choose files, each with its name, type and content."""
    chosen: list[Any] = [{"name": name, "mimeType": kind, "buffer": body} for name, kind, body in files]
    page.locator("input[type=file]").first.set_input_files(chosen)


def wait_for_documents(page: Page, *names: str) -> None:
    """Wait until documents have been read: then they can be opened."""
    for name in names:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def expect_state(page: Page, name: str, state: str) -> None:
    """Wait until a document of the list is in a state."""
    expect(page.locator(".document", has_text=name).locator(".document-state")).to_contain_text(state)


def expect_errors(complaints: list[str]) -> None:
    """Take out what the console tells of requests that a test made fail; at least one did."""
    kept = [text for text in complaints if not text.startswith("Failed to load resource")]
    assert len(kept) < len(complaints)
    complaints[:] = kept


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def wait_for_answer(page: Page, text: str) -> None:
    """Wait until an answer is shown, and framed on its page."""
    expect(page.locator(".answer-text")).to_have_text(text)
    expect(page.locator(".page .frames.answer")).to_be_visible()
    expect(page.locator(".page:has(.frames.answer) .page-image")).to_be_visible()


def picture_of(page: Page) -> Image.Image:
    """What is seen of a page, as a picture."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def bounds_of_color(
    picture: Image.Image, color: tuple[int, int, int], within: Iterable[float]
) -> tuple[int, int, int, int]:
    """The smallest box around all pixels of a color in a part of a picture. Fails where there is none."""
    left, top, right, bottom = (round(edge) for edge in within)
    part = np.asarray(picture.crop((left, top, right, bottom))).astype(int)
    rows, columns = np.nonzero((abs(part - color) < 12).all(axis=2))
    assert len(rows) > 0, f"no pixel is of the color {color}"
    return left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1
