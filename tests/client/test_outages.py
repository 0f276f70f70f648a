"""A gateway that is killed and comes back: nothing is lost, nothing is done twice, nothing is seen twice."""

import asyncio
import contextlib
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from docinsight_client import AsyncDocInsight, DocInsight, Document, Job, Retries
from shared.net import free_port
from shared.store import document_pages, jobs
from shared.store.driver import Store
from tests.api.conftest import PDF, begin, page
from tests.processes import running

PATIENT = Retries(attempts=500, first_delay=0.02, max_delay=0.05)


@contextlib.contextmanager
def gateway(redis_url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A gateway at a port, which is killed at the end."""
    with running({"DOCINSIGHT_REDIS_URL": redis_url, "DOCINSIGHT_PORT": str(port)}, "api") as process:
        yield process
        process.kill()


def finish(store: Store, job: Job[Document]) -> None:
    """Read a document that was begun to its end, as workers do."""
    assert job.document_id is not None
    for number in (1, 2):
        store.run(document_pages.finish(job.document_id, page(number)))
    store.run(jobs.succeed_document(job.id, index=b"index", warnings=[]))


def test_an_upload_waits_for_a_gateway_that_is_away_and_is_made_once(store: Store, redis_url: str) -> None:
    port = free_port()
    with DocInsight(f"http://127.0.0.1:{port}", retries=PATIENT) as di, ThreadPoolExecutor() as threads:
        uploading = threads.submit(di.upload, ("a.pdf", PDF), session="s")
        with gateway(redis_url, port):
            assert uploading.result(60).status == "queued"
            assert len(di.jobs_page("s").jobs) == 1


def test_a_gateway_killed_while_it_is_waited_for_costs_no_job_and_shows_no_state_twice(
    store: Store, redis_url: str
) -> None:
    port = free_port()
    states: list[Job[Document]] = []
    under_way = threading.Event()

    def see(state: Job[Document]) -> None:
        states.append(state)
        if state.status == "running":
            under_way.set()

    with DocInsight(f"http://127.0.0.1:{port}", retries=PATIENT) as di, ThreadPoolExecutor() as threads:
        with gateway(redis_url, port):
            job = di.upload(("a.pdf", PDF), session="s")
            waiting = threads.submit(job.wait)
            followed = threads.submit(job.finish, on_progress=see)
            begin(store, job.document_id or "")
            assert under_way.wait(60)
        # The gateway is gone; the worker goes on.
        finish(store, job)
        with gateway(redis_url, port):
            assert waiting.result(60).page_count == 2
            assert followed.result(60).outcome().page_count == 2
            assert len(di.jobs_page("s").jobs) == 1
    assert [state.status for state in states][-1] == "succeeded"
    seen = [state.model_dump_json() for state in states]
    assert len(seen) == len(set(seen))


async def test_a_question_asked_while_the_gateway_is_killed_is_asked_once(store: Store, redis_url: str) -> None:
    """The response is held until the answer is there: what is lost with it is found again by the request's key."""
    port = free_port()
    async with AsyncDocInsight(f"http://127.0.0.1:{port}", retries=PATIENT) as di:
        with gateway(redis_url, port):
            job = await di.upload(("a.pdf", PDF), session="s")
            asking = asyncio.create_task(di.ask("Who signed it?"))
            while len((await di.jobs_page()).jobs) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        with gateway(redis_url, port):
            (question, _) = (await di.jobs_page()).jobs
            await question.cancel()
            await job.cancel()
            (error,) = await asyncio.gather(asking, return_exceptions=True)
            assert str(error) == f"Job {question.id} was cancelled."
            assert len((await di.jobs_page()).jobs) == 2
