"""Models that can make calls: they came with a response, and know by which connection."""

from typing import Any

from pydantic import PrivateAttr

from docinsight_client._async.transport import AsyncTransport
from docinsight_client.models.base import Model


class AsyncBound(Model):
    """Part of a response that can make calls itself."""

    _transport: AsyncTransport | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Keep the connection by which it came."""
        if isinstance(context, dict):
            self._transport = context.get("transport")

    @property
    def _connection(self) -> AsyncTransport:
        if self._transport is None:
            raise RuntimeError("This was not received from a service.")
        return self._transport
