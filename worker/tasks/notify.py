"""Tell a receiver that a job has ended."""

import logging
import random

from shared.errors import DocInsightError
from shared.settings import settings
from shared.store import webhooks
from shared.tasks import TaskName
from worker.runtime.process import store
from worker.tasks.ledger import ledger_task
from worker.webhooks import deliver

log = logging.getLogger(__name__)


def _give_up(subject: str, error: DocInsightError) -> None:
    job_id, attempt = _parts(subject)
    store().run(webhooks.put_off(job_id, attempt, error.slug, None))


@ledger_task(TaskName.NOTIFY, give_up=_give_up)
def notify(subject: str) -> None:
    """Deliver the webhook of ``JOB`` in the first attempt, or of ``JOB:N`` in the Nth."""
    job_id, attempt = _parts(subject)
    secret, delays = settings().webhook_secret, settings().webhook_delays
    assert secret is not None, "a worker that has no secret takes no webhooks"
    delivery = store().run(webhooks.load(job_id))
    if delivery is None:
        return
    outcome = deliver(
        delivery.url,
        delivery.job.model_dump_json(),
        # The same in every attempt, so that a receiver can tell that it has had this one.
        message_id=f"msg_{job_id}",
        secret=secret.get_secret_value(),
        seconds=settings().webhook_seconds,
        private=settings().webhook_private,
    )
    if outcome.delivered:
        store().run(webhooks.delivered(job_id, attempt))
        return
    delay = None
    if not outcome.final and attempt <= len(delays):
        # Spread, so that receivers that were away are not met by all at once.
        delay = delays[attempt - 1] * random.uniform(1.0, 1.1)  # noqa: S311
    log.warning("webhook of job %s, attempt %d: %s", job_id, attempt, outcome.cause)
    store().run(webhooks.put_off(job_id, attempt, outcome.cause, delay))


def _parts(subject: str) -> tuple[str, int]:
    job_id, _, attempt = subject.partition(":")
    return job_id, int(attempt or 1)
