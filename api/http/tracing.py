"""A span for each request, where traces are recorded: only then is this in the way of requests."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import tracing


class Tracing:
    """Pure ASGI. A request goes on with the trace of its caller, if it names one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        header = tracing.TRACEPARENT.encode()
        parent = next((value.decode("latin-1") for name, value in scope["headers"] if name == header), None)
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        attributes = {"http.request.method": scope["method"], "docinsight.request_id": scope["state"]["request_id"]}
        with tracing.span(scope["method"], parent=parent, kind="SERVER", attributes=attributes) as span:
            await self._app(scope, receive, noted)
            if span is not None:
                # Known only now: the route, by its pattern.
                route = getattr(scope.get("route"), "path", "unknown")
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})
                if status >= 500:
                    tracing.failed(span)
