"""What every process of the service looks at before it starts: its settings, and the store that they name."""

import logging
import sys
from typing import NoReturn

from pydantic import ValidationError

from shared.settings import Settings, sentence_of, settings
from shared.store.check import fault_of

log = logging.getLogger(__name__)


def checked_settings() -> Settings:
    """The settings of this process. Ends it with one sentence where they, or the store they name, cannot be used.

    A store that does not answer may do so soon: it is waited for later.
    """
    try:
        chosen = settings()
    except ValidationError as error:
        _end(sentence_of(error))
    fault = fault_of(chosen.redis_url.get_secret_value())
    if fault is not None:
        _end(fault)
    return chosen


def check_machine(chosen: Settings) -> None:
    """Log what the machine lacks to run a worker. Ends the process with a sentence where it cannot run one."""
    # Loaded here: the gateway's image has no package that looks at the machine.
    from shared.machine_check import lacks

    found = lacks(chosen)
    for one in found:
        if one.fatal:
            _end(one.sentence)
    for one in found:
        log.warning("%s", one.sentence)


def _end(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)
