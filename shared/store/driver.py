"""The two drivers that carry out store operations, and what Redis' own errors mean to us."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import redis
import redis.asyncio
import redis.asyncio.retry
from redis import exceptions
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from shared.errors import StoreFull, Unavailable
from shared.store.operation import Operation, Script, Step

T = TypeVar("T")

_AWAY = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.BusyLoadingError,
    exceptions.ReadOnlyError,
)


def _translated(error: exceptions.RedisError) -> Exception:
    if isinstance(error, exceptions.OutOfMemoryError) or (
        isinstance(error, exceptions.ResponseError) and "OOM" in str(error)
    ):
        return StoreFull()
    if isinstance(error, _AWAY):
        return Unavailable("The store is away; try again shortly.")
    return error


class AsyncStore:
    """Carries out operations without blocking. One for a gateway process."""

    def __init__(self, url: str, *, timeout: float = 0.45, connections: int = 32, queue: float = 10.0) -> None:
        # Few connections with a queue for them: the server does one thing at a time, and a thousand requests at once
        # would spend their timeouts on connecting. A client of the gateway is told within a second that the store
        # is away.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=queue,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            socket_keepalive=True,
            health_check_interval=25,
            protocol=3,
            # What timed out is sent once more: a gateway that was too busy to read the answer sees a timeout, too.
            # Every operation bears that.
            retry=redis.asyncio.retry.Retry(ExponentialBackoff(0.1, 0.01), 1),
        )
        self.client = redis.asyncio.Redis(connection_pool=pool)

    async def run(self, operation: Operation[T]) -> T:
        """Carry out an operation. Raises Unavailable, StoreFull, and what the operation itself raises."""
        reply: Any = None
        while True:
            try:
                step = operation.send(reply)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            try:
                reply = await self._carry_out(step)
            except exceptions.RedisError as error:
                raise _translated(error) from error

    async def _carry_out(self, step: Step) -> Any:
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
            return await pipeline.execute()
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

    def __init__(self, url: str, *, timeout: float = 10.0, retries: int = 8) -> None:
        # A worker rides out a store that restarts (8 tries over about 30 s) rather than lose its work.
        self.client = redis.Redis.from_url(
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
            try:
                reply = self._carry_out(step)
            except exceptions.RedisError as error:
                raise _translated(error) from error

    def _carry_out(self, step: Step) -> Any:
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
            return pipeline.execute()
        return self.client.execute_command(*step)

    @contextmanager
    def opened(self) -> Iterator["Store"]:
        """Close the connections at the end."""
        try:
            yield self
        finally:
            self.client.close()
