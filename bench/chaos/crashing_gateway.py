"""A gateway that exits on request between the record of an upload and its messages.

Run as ``python -m bench.chaos.crashing_gateway``. Told by a file ``crash`` in CHAOS_FOLDER.
"""

import os
import signal
from collections.abc import Iterable
from pathlib import Path

from api.__main__ import main
from api.notifications.outbox import Outbox
from shared.tasks import TaskRecord

_FLAG = Path(os.environ["CHAOS_FOLDER"]) / "crash"
_publish = Outbox.publish


def _crash(self: Outbox, records: Iterable[TaskRecord]) -> None:
    records = list(records)
    if records and _FLAG.exists():
        _FLAG.with_suffix(".tasks").write_text("\n".join(record.id for record in records))
        _FLAG.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    _publish(self, records)


if __name__ == "__main__":
    Outbox.publish = _crash  # type: ignore[method-assign]
    main()
