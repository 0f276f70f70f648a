"""Traces: what a collector gets of a request and of all that it leads to, and what they cost where there is none."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests import samples
from tests.processes import ROOT, wait_until
from tests.system.conftest import Service, whole_service

CALLER = "0af7651916cd43dd8448eb211c80319c"
"""The trace of the caller."""
MARK = "Zq7"
"""In every text that is no part of a trace."""


class Collector(ThreadingHTTPServer):
    """Takes spans by OTLP over HTTP."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[bytes] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self, trace: str) -> list[tuple[str, Any]]:
        """The spans of a trace, each with the name of its service."""
        found = []
        for body in list(self.bodies):
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                names = {one.key: one.value.string_value for one in resource.resource.attributes}
                for scope in resource.scope_spans:
                    found += [(names["service.name"], one) for one in scope.spans if one.trace_id.hex() == trace]
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    server = Collector()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def service(collector: Collector) -> Iterator[Service]:
    # Spans are sent soon, and not gzipped.
    os.environ["OTEL_BSP_SCHEDULE_DELAY"] = "200"
    try:
        with whole_service(otlp_endpoint=collector.url) as service:
            yield service
    finally:
        del os.environ["OTEL_BSP_SCHEDULE_DELAY"]


def attributes(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_a_trace_leads_from_the_request_to_the_last_page_and_the_answer(service: Service, collector: Collector) -> None:
    parent = "b7ad6b7169203331"
    traced = {"traceparent": f"00-{CALLER}-{parent}-01", "X-Session-ID": "traced", "Prefer": "wait=60"}
    texts = [[f"The {MARK} treaty was signed by Maria Keller in Vienna."]]
    digital, scan = samples.pdf(texts), samples.encoded([samples.picture(samples.INVOICE)], "PDF")
    files = [("files", (f"{MARK}.pdf", digital)), ("files", (f"{MARK}-scan.pdf", scan))]
    with service.client() as http:
        jobs = http.post("/upload", files=files, headers=traced).json()["jobs"]
        assert [job["status"] for job in jobs] == ["succeeded"] * 2
        question = {"question": f"Who signed the {MARK} treaty?", "session_id": "traced"}
        http.post("/ask", json=question, headers=traced)

    def names() -> set[str]:
        return {span.name for _, span in collector.spans(CALLER)}

    expected = {"POST /upload", "POST /ask", "open_document", "read_page", "finish_document", "answer_question"}
    stages = {"fetch", "open", "extract", "ocr", "index", "load", "retrieve", "read", "rank"}
    wait_until(lambda: expected | stages <= names())
    spans = collector.spans(CALLER)
    by_id = {span.span_id: span for _, span in spans}

    requests = {span.name: span for name, span in spans if name == "docinsight-gateway"}
    assert set(requests) == {"POST /upload", "POST /ask"}
    assert all(span.parent_span_id.hex() == parent for span in requests.values())
    upload = attributes(requests["POST /upload"])
    assert (upload["http.route"], upload["http.response.status_code"]) == ("/upload", 200)

    asked_by = {"answer_question": "POST /ask"}
    for name, span in spans:
        if span.name in expected and span.name not in requests:
            assert name == "docinsight-worker"
            assert by_id[span.parent_span_id].name == asked_by.get(span.name, "POST /upload")
            assert attributes(span)["docinsight.outcome"] == "done"
            assert attributes(span)["docinsight.queue_seconds"] >= 0
        elif span.name in stages:
            # Within its task, or within another stage of it.
            assert by_id[span.parent_span_id].name in expected | stages
    (recognized,) = (span for _, span in spans if span.name == "ocr")
    assert by_id[recognized.parent_span_id].name == "extract"
    assert by_id[by_id[recognized.parent_span_id].parent_span_id].name == "read_page"
    assert not any(MARK.encode() in body for body in collector.bodies)


@pytest.mark.parametrize(("room", "module"), [("api", "api.main"), ("worker", "worker.tasks")])
def test_without_an_endpoint_nothing_that_makes_or_sends_spans_is_loaded(room: str, module: str) -> None:
    code = f"""
import sys
import {module}
from shared import tracing
from shared.settings import settings
tracing.start(settings(), "test")
with tracing.span("one"):
    assert tracing.traceparent() is None
if "{room}" == "api":
    api.main.create_app()
print([name for name in sys.modules if name.startswith(("opentelemetry.sdk.trace", "opentelemetry.exporter"))])
"""
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
