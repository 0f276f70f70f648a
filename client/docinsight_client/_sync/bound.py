"""Models that can make calls: they came with a response, and know by which connection."""

from typing import Any

from pydantic import PrivateAttr

from docinsight_client._sync.transport import Transport
from docinsight_client.models.base import Model


class Bound(Model):
    """Part of a response that can make calls itself."""

    _transport: Transport | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Keep the connection by which it came."""
        if isinstance(context, dict):
            self._transport = context.get("transport")

    @property
    def _connection(self) -> Transport:
        if self._transport is None:
            raise RuntimeError("This was not received from a service.")
        return self._transport
