"""Traces of requests and of the tasks that they lead to, by OpenTelemetry, where an endpoint for them is configured.

Without one nothing of it is loaded, and a span costs a comparison. Spans have ids, names and numbers: never text of a
document, a question or the message of an exception.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from shared import __version__
from shared.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

Value = str | int | float
Kind = Literal["INTERNAL", "SERVER", "CONSUMER"]
TRACEPARENT = "traceparent"
"""The header by which W3C Trace Context hands a trace on, and the field of a job in which it waits for a worker."""
TRACES_PATH = "/v1/traces"

_provider: "TracerProvider | None" = None
_tracer: "Tracer | None" = None


def start(settings: Settings, service: str) -> None:
    """Send the spans of this process to the endpoint, if there is one. After a fork, not before."""
    global _provider, _tracer
    if not settings.otlp_endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": service, "service.version": __version__})
    exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint.rstrip("/") + TRACES_PATH)
    _provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracer = _provider.get_tracer("docinsight", __version__)


def stop() -> None:
    """Send what is left, and record nothing more."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


def is_on() -> bool:
    """Whether spans are recorded."""
    return _tracer is not None


@contextmanager
def span(
    name: str, *, parent: str | None = None, kind: Kind = "INTERNAL", attributes: Mapping[str, Value] | None = None
) -> Iterator["Span | None"]:
    """The block is a span, of the trace that ``parent`` (a ``traceparent``) names, else of the one around it.

    None is given where no spans are recorded.
    """
    if _tracer is None:
        yield None
        return
    from opentelemetry.trace import SpanKind

    with _tracer.start_as_current_span(
        name,
        context=_context(parent),
        kind=SpanKind[kind],
        attributes=dict(attributes or {}),
        # Both would send what an exception says.
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        yield made


def failed(made: "Span | None") -> None:
    """Mark a span as one that ended in an error."""
    if made is not None:
        from opentelemetry.trace import StatusCode

        made.set_status(StatusCode.ERROR)


def traceparent() -> str | None:
    """What hands on the trace of the present span; None where there is none."""
    if _tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(TRACEPARENT)


def _context(parent: str | None) -> "Context | None":
    if parent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({TRACEPARENT: parent})
