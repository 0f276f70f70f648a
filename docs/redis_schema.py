"""Writes docs/redis-schema.md out of the names that the store uses: ``make docs``."""

import re
import sys
from pathlib import Path

from shared.queue import make_celery
from shared.settings import Settings
from shared.store.keys import Channel, Key
from shared.tasks import TASKS, Queue

TARGET = Path(__file__).with_name("redis-schema.md")

_HEAD = """\
# What is in Redis

All state is in one Redis or Valkey database, under the keys below; nothing else in the code knows a key. What stands
in capitals differs from key to key: `SPACE` is an API key's part of the store (`public` where there are none), other
words are ids. Times are seconds since the epoch, by the server's clock. This page is made from `shared/store/keys.py`
and `shared/tasks.py` by `make docs`, and a test compares it with the keys that are there after a full run.

State changes that must happen together are one Lua script each (`shared/store/scripts/`), which takes these names from
the same source.

## Keys

| key | type | holds | expires |
| --- | --- | --- | --- |
"""

_SESSIONS = """
The use of a session renews all of its keys together.

## Fields of hashes

"""

_TASKS = """
## Tasks

A task record's id is also its Celery task's id and the only argument of its message. It is made of the record's
payload, so that the same task is never entered twice. A release before 0.2 stores no payload beside the id.

| task | queue | id |
| --- | --- | --- |
"""

_CHANNELS = """
## Channels

| channel | a message says |
| --- | --- |
"""

_CELERY = """
## Celery's own keys

Messages, and what Celery needs to find them again if a worker is lost, are beside these under Celery's own names:
{lists},
`unacked`, `unacked_index`, `unacked_mutex` and `_kombu.binding*`. They hold ids and no content.
"""


def page() -> str:
    """The whole page."""
    keys = [f"| `{key.pattern}` | {key.type} | {key.holds} | {key.expires} |\n" for key in Key]
    fields = [f"- `{key.pattern}`: {', '.join(f'`{field}`' for field in key.fields)}\n" for key in Key if key.fields]
    tasks = [f"| `{task.name}` | `{task.queue}` | `{_capitals(task.id)}` |\n" for task in TASKS]
    channels = [f"| `{channel.pattern}` | {channel.says} |\n" for channel in Channel]
    steps = make_celery(Settings()).conf.broker_transport_options["priority_steps"]
    lists = (
        ", ".join(f"`{queue}`" for queue in Queue) + f" (each also with `:{steps[-1]}` behind it, for lower priority)"
    )
    parts = [_HEAD, *keys, _SESSIONS, *fields, _TASKS, *tasks, _CHANNELS, *channels, _CELERY.format(lists=lists)]
    return "".join(parts)


def _capitals(pattern: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), pattern)


if __name__ == "__main__":
    TARGET.write_text(page())
    print(f"wrote {TARGET.name}", file=sys.stderr)
