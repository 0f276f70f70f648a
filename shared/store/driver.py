"""The two drivers that carry out store operations, and the errors that those of Redis are translated to."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, NoReturn, TypeVar

import redis
import redis.asyncio
import redis.asyncio.retry
from redis import exceptions
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from shared.errors import StoreFull, Unavailable
from shared.off_loop import off_loop
from shared.redis_clients import async_client, client
from shared.redis_url import parse
from shared.store.keys import Channel
from shared.store.operation import Command, Compute, Operation, Revoke, Script
from shared.tasks import Revoker

T = TypeVar("T")


_AWAY = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.BusyLoadingError,
    exceptions.ReadOnlyError,
)


def leave_to_task(_task_ids: Sequence[str]) -> None:
    """Kill nothing: a running task finds by itself that it was asked to stop."""


def _raise_translated(error: exceptions.RedisError) -> NoReturn:
    translated = _translated(error)
    if translated is error:
        # Not from itself: a traceback that follows the causes would never end.
        raise error
    raise translated from error


def _translated(error: exceptions.RedisError) -> Exception:
    if isinstance(error, exceptions.OutOfMemoryError) or (
        isinstance(error, exceptions.ResponseError) and "OOM" in str(error)
    ):
        return StoreFull()
    # A primary whose replicas are gone refuses to write, where it is told to (min-replicas-to-write).
    if isinstance(error, _AWAY) or str(error).startswith("NOREPLICAS"):
        return _unavailable()
    return error


def _unavailable() -> Unavailable:
    return Unavailable("The store is unavailable; try again shortly.")


def _unless_error(replies: list[Any]) -> list[Any]:
    """The replies of a pipeline. Raises the first error among them.

    The client library would do so as well, but first quote the command, and with it a megabyte of a file.
    """
    for reply in replies:
        if isinstance(reply, Exception):
            raise reply
    return replies


class AsyncStore:
    """Carries out operations without blocking. One for a gateway process."""

    STEP_TIMEOUT_SECONDS = 0.7
    """A client of the gateway gets an error within a second when the store does not answer."""
    AWAY_SECONDS = 0.3
    """A store that did not answer counts as unavailable for so long, unless it answers another call."""
    REPLICA_TIMEOUT_MILLISECONDS = 200
    """Time that replicas have to take up what a client is about to be told."""

    def __init__(
        self,
        url: str,
        *,
        connections: int = 32,
        revoke: Revoker = leave_to_task,
    ) -> None:
        self._revoke = revoke
        self.client = async_client(
            url,
            socket_timeout=self.STEP_TIMEOUT_SECONDS / 2,
            socket_connect_timeout=self.STEP_TIMEOUT_SECONDS / 2,
            socket_keepalive=True,
            health_check_interval=25,
            protocol=3,
            # A call that timed out is sent once more: a gateway that was too busy to read the answer sees a timeout as
            # well. Every operation may be sent twice.
            retry=redis.asyncio.retry.Retry(ExponentialBackoff(0.1, 0.01), 1),
        )
        # Few at a time: the server does one thing at a time, and a thousand requests at once would spend their time
        # on connecting.
        self._semaphore = asyncio.Semaphore(connections)
        # When the store last answered, and when it last did not.
        self._answered = self._unanswered = 0.0
        self._has_replica = parse(url).sentinels is not None

    async def run(self, operation: Operation[T]) -> T:
        """Carry out an operation. Raises Unavailable, StoreFull, and what the operation itself raises."""
        reply: Any = None
        primary = self._primary()
        while True:
            try:
                step = operation.send(reply)
            except StopIteration as done:
                await self._wait_for_replica(primary)
                return done.value  # type: ignore[no-any-return]
            if isinstance(step, Revoke):
                reply = self._revoke(step.task_ids)
                continue
            if isinstance(step, Compute):
                reply = await off_loop(step.function)
                continue
            reply = await self._translating(step)
            primary = primary or self._primary()

    def _primary(self) -> Any:
        """The server that was connected to last; None without Sentinels, or before the first connection."""
        return getattr(self.client.connection_pool, "master_address", None)

    async def _wait_for_replica(self, primary: Any) -> None:
        """Wait until a replica has all that the primary has, so that no failover takes back what a client is told.

        It is not waited for longer than `REPLICA_TIMEOUT_MILLISECONDS`: the primary may be the last server there is.
        ``primary``: the one at the operation's begin. Raises Unavailable where that is the primary no longer: another
        may lack what was read or written.
        """
        if not self._has_replica:
            return
        # WAIT is for the writes of its own connection; the message is one, and comes after all others.
        barrier = [("PUBLISH", Channel.REPLICATED.of(), ""), ("WAIT", 1, self.REPLICA_TIMEOUT_MILLISECONDS)]
        try:
            await self._translating(barrier)
        except exceptions.ResponseError as error:
            # It became a replica, now (UNBLOCKED) or before: such a server refuses to wait for others.
            raise _unavailable() from error
        if primary not in (None, self._primary()):
            raise _unavailable()

    async def _translating(self, step: Command | list[Command] | Script) -> Any:
        try:
            return await self._limited(step)
        except exceptions.RedisError as error:
            _raise_translated(error)

    async def _limited(self, step: Command | list[Command] | Script) -> Any:
        async with self._semaphore:
            began = time.monotonic()
            # Those that waited for calls without an answer fail at once.
            if self._answered < self._unanswered and began < self._unanswered + self.AWAY_SECONDS:
                raise exceptions.ConnectionError
            try:
                async with asyncio.timeout(self.STEP_TIMEOUT_SECONDS):
                    reply = await self._carry_out(step)
            except (*_AWAY, TimeoutError) as error:
                # A store that is only busy has answered others meanwhile, and a busy event loop notices a timeout late.
                now = time.monotonic()
                if self._answered < began and now < began + 1.2 * self.STEP_TIMEOUT_SECONDS:
                    self._unanswered = now
                raise exceptions.TimeoutError from error
            except exceptions.ResponseError:
                self._answered = time.monotonic()
                raise
            self._answered = time.monotonic()
            return reply

    async def _carry_out(self, step: Command | list[Command] | Script) -> Any:
        if isinstance(step, Script):
            by_digest, by_source = step.commands()
            try:
                return await self.client.execute_command(*by_digest)
            except exceptions.NoScriptError:
                return await self.client.execute_command(*by_source)
        if isinstance(step, list):
            pipeline = self.client.pipeline(transaction=False)
            for command in step:
                pipeline.execute_command(*command)
            return _unless_error(await pipeline.execute(raise_on_error=False))
        return await self.client.execute_command(*step)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["AsyncStore"]:
        """Close the connections at the end."""
        try:
            yield self
        finally:
            await self.client.aclose()
            await self.client.connection_pool.disconnect()


class Store:
    """Carries out operations and waits for them. One for a worker process."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 10.0,
        retries: int = 8,
        revoke: Revoker = leave_to_task,
    ) -> None:
        self._revoke = revoke
        # A worker waits for a store that restarts (8 attempts over about 30 s) rather than lose what it has done.
        self.client = client(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            socket_keepalive=True,
            health_check_interval=25,
            protocol=3,
            retry=Retry(ExponentialBackoff(5.0, 0.1), retries),
            retry_on_error=[exceptions.BusyLoadingError],
        )

    def run(self, operation: Operation[T]) -> T:
        """Carry out an operation. Raises Unavailable, StoreFull, and what the operation itself raises."""
        reply: Any = None
        while True:
            try:
                step = operation.send(reply)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            if isinstance(step, Revoke):
                reply = self._revoke(step.task_ids)
                continue
            if isinstance(step, Compute):
                reply = step.function()
                continue
            try:
                reply = self._carry_out(step)
            except exceptions.RedisError as error:
                _raise_translated(error)

    def _carry_out(self, step: Command | list[Command] | Script) -> Any:
        if isinstance(step, Script):
            by_digest, by_source = step.commands()
            try:
                return self.client.execute_command(*by_digest)
            except exceptions.NoScriptError:
                return self.client.execute_command(*by_source)
        if isinstance(step, list):
            pipeline = self.client.pipeline(transaction=False)
            for command in step:
                pipeline.execute_command(*command)
            return _unless_error(pipeline.execute(raise_on_error=False))
        return self.client.execute_command(*step)

    @contextmanager
    def opened(self) -> Iterator["Store"]:
        """Close the connections at the end."""
        try:
            yield self
        finally:
            self.client.close()
