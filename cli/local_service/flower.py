"""The Celery application that Flower watches: the queue alone, without the tasks' code."""

from shared.queue import make_celery
from shared.settings import settings

app = make_celery(settings())
