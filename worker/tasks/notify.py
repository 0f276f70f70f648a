"""Tell a receiver that a job has ended."""

import logging
import random

from shared.errors import DocInsightError
from shared.settings import settings
from shared.store import webhooks
from shared.tasks import NOTIFY, WebhookPayload
from shared.webhook_secrets import secret_of
from worker import metrics
from worker.runtime.process import store
from worker.tasks.ledger import ledger_task
from worker.webhooks import deliver

log = logging.getLogger(__name__)


def _give_up(payload: WebhookPayload, error: DocInsightError) -> None:
    store().run(webhooks.put_off(payload.job_id, payload.attempt, error.slug, None))


@ledger_task(NOTIFY, give_up=_give_up)
def notify(payload: WebhookPayload) -> None:
    """Try to deliver the webhook of a job."""
    job_id, attempt = payload.job_id, payload.attempt
    secret, delays = settings().webhook_secret, settings().webhook_delays
    assert secret is not None, "a worker that has no secret takes no webhooks"
    delivery = store().run(webhooks.load(job_id))
    if delivery is None:
        return
    outcome = deliver(
        delivery.url,
        delivery.job.under(settings().root_path).model_dump_json(),
        # The same in every attempt, so that a receiver can recognize a repeated one.
        message_id=f"msg_{job_id}",
        secret=secret_of(delivery.space, secret.get_secret_value()),
        seconds=settings().webhook_seconds,
        private=settings().webhook_private,
    )
    if outcome.delivered:
        store().run(webhooks.delivered(job_id, attempt))
        metrics.WEBHOOKS.labels("delivered").inc()
        return
    delay = None
    if not outcome.final and attempt <= len(delays):
        # Spread, so that receivers that were unavailable do not get all of them at once.
        delay = delays[attempt - 1] * random.uniform(1.0, 1.1)  # noqa: S311
    log.warning("webhook of job %s, attempt %d: %s", job_id, attempt, outcome.cause)
    store().run(webhooks.put_off(job_id, attempt, outcome.cause, delay))
    metrics.WEBHOOKS.labels("abandoned" if delay is None else "put-off").inc()
