"""What a worker is made of: work of one kind never waits for work of another."""

import base64
import subprocess
import sys
from collections.abc import Iterator

import pytest

from shared.settings import settings
from shared.tasks import Queue
from worker.__main__ import plan

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_questions_images_and_webhooks_share_no_process_with_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCINSIGHT_WEBHOOK_SECRET", SECRET)
    queues = [set(member.queues) for member in plan("w", list(Queue), 3)]
    assert queues == [{Queue.DOCUMENTS, Queue.OCR}, {Queue.QUESTIONS}, {Queue.IMAGES}, {Queue.WEBHOOKS}]


def test_a_worker_that_takes_questions_renders_images_in_another_process() -> None:
    questions, images = plan("w", [Queue.QUESTIONS], 1)
    assert (questions.queues, images.queues) == ([Queue.QUESTIONS], [Queue.IMAGES])
    assert images.memory is not None
    assert images.memory < settings().worker_memory
    assert "DOCINSIGHT_WORKER_MEMORY" in images.environment("w")
    assert "--max-memory-per-child" in images.command("w")


def test_nothing_is_started_for_webhooks_that_are_not_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCINSIGHT_WEBHOOK_SECRET", raising=False)
    assert all(Queue.WEBHOOKS not in member.queues for member in plan("w", list(Queue), 1))
    done = subprocess.run([sys.executable, "-m", "worker", "--queues", "webhooks"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "DOCINSIGHT_WEBHOOK_SECRET" in done.stderr
