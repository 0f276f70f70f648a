"""A gateway that exits on request when an upload is on record and its client was not told so.

Run as ``python -m bench.chaos.crashing_gateway``. Told by a file ``crash`` in CHAOS_FOLDER.
"""

import os
import signal
from pathlib import Path
from typing import Any

from api.__main__ import main
from shared.store.driver import AsyncStore
from shared.store.operation import Command, Script

_FLAG = Path(os.environ["CHAOS_FOLDER"]) / "crash"
_carry_out = AsyncStore._carry_out


async def _crash(self: AsyncStore, step: Command | list[Command] | Script) -> Any:
    reply = await _carry_out(self, step)
    if isinstance(step, Script) and step.name == "publish_documents" and _FLAG.exists():
        tasks = [f"open:{one['id']}" for one in step.arguments["documents"]]
        _FLAG.with_suffix(".tasks").write_text("\n".join(tasks))
        _FLAG.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return reply


if __name__ == "__main__":
    AsyncStore._carry_out = _crash  # type: ignore[method-assign]
    main()
