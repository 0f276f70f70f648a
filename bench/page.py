"""The web page as it is seen: what a first visit transfers, when it is painted, how much it moves; and pictures of it.

    python -m bench.page                          figures, of a service that this starts
    python -m bench.page --pictures FOLDER        and pictures of every screen: wide and phone, light and dark
    python -m bench.page --base URL               of a running service

Needs Chromium. The pictures show the sample documents and real answers about them.
"""

import argparse
import contextlib
import os
import shutil
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from bench.gateway.service import running

SAMPLE = Path(__file__).parents[1] / "docs" / "sample"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
VISITS = 5
SEEN = """() => new Promise((resolve) => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const bytes = files.map((one) => [one.name.replace(/.*\\//, '') || '/', one.transferSize]);
    let shift = 0;
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) shift += one.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve({ paint, bytes, shift }), 500);
})"""


def chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium, or the one that CHROMIUM names. Raises FileNotFoundError where there is none."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("There is no chromium: 'make test-browser' installs it where it can.")
    return playwright.chromium.launch(executable_path=executable, args=list(SWITCHES))


def measure(browser: Browser, base: str) -> None:
    """Print what first visits transfer, when they are painted and how much moves."""
    seen = []
    for _ in range(VISITS):
        context = browser.new_context(**DESKTOP)
        page = context.new_page()
        page.goto(base)
        expect(page.locator(".welcome")).to_be_visible()
        seen.append(page.evaluate(SEEN))
        context.close()
    print(f"transferred: {sum(size for _, size in seen[0]['bytes']):,} bytes")
    for name, size in seen[0]["bytes"]:
        print(f"  {size:7,}  {name}")
    paints = [one["paint"] for one in seen]
    print(f"first contentful paint: {statistics.median(paints):.0f} ms, median of {VISITS} (worst {max(paints):.0f})")
    print(f"layout shift: {max(one['shift'] for one in seen):.4f} at most")


def draw(browser: Browser, base: str, folder: Path) -> None:
    """Pictures of every screen."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, options in (("desktop", DESKTOP), ("phone", PHONE)):
        for scheme in ("light", "dark"):
            context = browser.new_context(**options, color_scheme=scheme)
            page = context.new_page()
            page.goto(base)
            _draw_screens(page, folder / f"{kind}-{scheme}", phone=kind == "phone")
            context.close()


def _draw_screens(page: Page, name: Path, *, phone: bool) -> None:
    def picture(screen: str) -> None:
        page.screenshot(path=f"{name}-{screen}.png", animations="disabled")

    def turn_to(pane: str) -> None:
        if phone:
            page.locator(".tab-bar").get_by_role("button", name=pane, exact=True).click()

    def ask(question: str) -> None:
        page.get_by_label("Your question").fill(question)
        page.keyboard.press("Enter")

    expect(page.get_by_text("a file.")).to_be_visible()
    picture("welcome")
    page.locator("input[type=file]").first.set_input_files([SAMPLE / "report.pdf", SAMPLE / "scan.jpg"])
    expect(page.get_by_label("Your question")).to_be_visible()
    picture("examples")
    ask("Who signed the delivery note?")
    picture("asking")
    expect(page.locator(".frames.answer").first).to_be_visible()
    expect(page.locator(".page-image").first).to_be_visible()
    page.mouse.click(1, 1)
    picture("answer")
    ask("Which planets have rings?")
    expect(page.locator(".not-answered")).to_be_visible()
    picture("no-answer")
    turn_to("Documents")
    picture("documents")
    page.get_by_role("button", name="report.pdf", exact=True).click()
    page.get_by_role("button", name="Thumbnails").click()
    page.get_by_label("Search in this document").fill("harbour")
    expect(page.locator(".frames.current-hit").first).to_be_visible()
    expect(page.locator(".page .page-image").first).to_be_visible()
    expect(page.locator(".thumbnail .page-image").nth(1)).to_be_visible()
    picture("document")
    page.locator(".session-button").click()
    picture("sessions")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    picture("question-before-deleting")


def main() -> None:
    """Measure, and draw if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="a running service; without it, one is started")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures")
    arguments = parser.parse_args()
    expect.set_options(timeout=180_000)
    with contextlib.ExitStack() as stack:
        base = arguments.base or stack.enter_context(running(worker=True)).base
        browser = chromium(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        measure(browser, base)
        if arguments.pictures:
            draw(browser, base, arguments.pictures)


if __name__ == "__main__":
    main()
