"""What a scenario is: an attack, and what the service must do about it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bench.abuse.target import Target

Attack = Callable[[Target], Awaitable[str]]
"""Attacks a service and returns what came of it, in a few words. Raises Broken."""


class Broken(Exception):
    """The service did not hold. The message says what happened."""


@dataclass(frozen=True)
class Scenario:
    """One attack. It runs against a service of its own settings, over an empty store."""

    name: str
    tried: str
    attack: Attack
    settings: Mapping[str, str] = field(default_factory=dict)
    worker: bool = False
    timeout_seconds: float = 60


def scenario(
    tried: str, *, settings: Mapping[str, str] | None = None, worker: bool = False, timeout_seconds: float = 60
) -> Callable[[Attack], Scenario]:
    """Make a function a scenario of its name.

    ``tried`` says in a few words what is tried; ``settings`` are those of the service (``DOCINSIGHT_…``, without the
    prefix); ``worker`` starts a worker beside the gateway; an attack that takes longer than ``timeout_seconds`` fails.
    """

    def made(attack: Attack) -> Scenario:
        name = attack.__name__.replace("_", "-")
        return Scenario(name, tried, attack, settings or {}, worker, timeout_seconds)

    return made


def hold(condition: object, otherwise: str) -> None:
    """Raises Broken with the message ``otherwise`` where a condition does not hold."""
    if not condition:
        raise Broken(otherwise)
