"""Clients that upload, ask and wait throughout, as patient as a person: what was refused or cut off is sent again.

Each keeps what was accepted with 202, and checks at the end that it ended once, in the right state, with the
right content. An upload carries an idempotency key, so that one whose answer was lost may be sent again.
"""

import random
import re
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from rapidfuzz import fuzz

from bench.chaos import documents
from bench.chaos.documents import Made

JOB_TIMEOUT_SECONDS = 300
"""An accepted job that has not ended by then counts as stuck."""
IMPATIENT_TIMEOUT_SECONDS = 10.0
"""For an upload that is neither accepted nor refused."""


@dataclass
class Findings:
    """What clients saw. ``lost``, ``stuck``, ``doubled`` and ``wrong`` describe each case."""

    jobs: int = 0
    questions: int = 0
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refusals: dict[str, int] = field(default_factory=dict)
    slowest_refusal: float = 0.0
    answer_seconds: list[float] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether all that was accepted ended as it should."""
        return not (self.lost or self.stuck or self.doubled or self.wrong)


class Clients:
    """Some clients at once, each in a thread of its own, until they are asked to stop."""

    def __init__(self, base: str, count: int, seed: int, *, pace: float = 0.0) -> None:
        self.findings = Findings()
        self._base, self._count, self._seed, self._pace = base, count, seed, pace
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._ended: list[dict[str, Any]] = []
        self.sessions: list[str] = []

    def __enter__(self) -> "Clients":
        for number in range(self._count):
            self._start(self._run, self._seed * 1000 + number)
        if self._count:
            self._start(self._upload_impatiently)
        return self

    def _start(self, life: Callable[..., None], *arguments: int) -> None:
        thread = threading.Thread(target=life, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(JOB_TIMEOUT_SECONDS + 60)
        with self.http() as http:
            self._check_unchanged(http)

    def http(self) -> httpx.Client:
        """A client of the service."""
        return httpx.Client(base_url=self._base, timeout=httpx.Timeout(40, connect=2))

    # ---- one client

    def _run(self, seed: int) -> None:
        rng = random.Random(seed)
        with self.http() as http:
            while not self._stop.is_set():
                try:
                    self._use_session(http, rng)
                except Exception as error:  # a client that dies would check nothing more
                    self._report("wrong", f"client: {type(error).__name__}: {error}")
                self._stop.wait(self._pace * rng.random())

    def _upload_impatiently(self) -> None:
        """Upload a line of text again and again, without patience: accepted at once, or refused at once."""
        accepted = []
        # Known beforehand: what was accepted by an answer that got lost is in it, too.
        session = uuid.uuid4().hex
        request: dict[str, Any] = {
            "files": {"files": ("a.txt", b"A line of text.")},
            "headers": {"X-Session-ID": session},
        }
        with self._lock:
            self.sessions.append(session)
        with self.http() as http:
            while not self._stop.wait(0.3):
                began = time.monotonic()
                try:
                    reply = http.post("/upload", **request, timeout=IMPATIENT_TIMEOUT_SECONDS)
                except httpx.TimeoutException:
                    self._refused("no answer", IMPATIENT_TIMEOUT_SECONDS)
                    continue
                except httpx.HTTPError as error:
                    self._refused(type(error).__name__, 0)
                    continue
                if reply.status_code == 202:
                    accepted.append(reply.json()["jobs"][0])
                else:
                    self._refused(str(reply.status_code), time.monotonic() - began)
                    if reply.status_code != 503 or "Retry-After" not in reply.headers:
                        self._report("wrong", f"an upload was answered with {reply.status_code}")
            for job in accepted:
                ended = self.ended(http, job)
                if ended is not None and ended["status"] != "succeeded":
                    self._report("wrong", f"document job {job['id']} {ended['status']}: {ended['error']}")
        with self._lock:
            self.findings.jobs += len(accepted)

    def _use_session(self, http: httpx.Client, rng: random.Random) -> None:
        """Upload some documents, ask at once, and check everything when it has ended."""
        session = uuid.uuid4().hex
        made = [documents.make(rng) for _ in range(rng.randint(1, 3))]
        files = [("files", (one.filename, one.body)) for one in made]
        headers = {"X-Session-ID": session, "Idempotency-Key": uuid.uuid4().hex}
        uploaded = self.send(http, "POST", "/upload", files=files, headers=headers)
        jobs = _part(uploaded, "jobs")
        ask = {"question": documents.QUESTION, "session_id": session}
        began = time.monotonic()
        reply = self.send(http, "POST", "/ask", json=ask, headers={"Idempotency-Key": uuid.uuid4().hex})
        asked = _part(reply, "job")
        with self._lock:
            self.findings.jobs += len(jobs) + 1
            self.findings.questions += 1
            self.sessions.append(session)
        ended = [self.ended(http, job) for job in [*jobs, asked]]
        self.findings.answer_seconds.append(time.monotonic() - began)
        for job, one in zip(ended, made, strict=False):
            if job is not None:
                self.check_document(http, job, one)
        if ended[-1] is not None:
            self._check_answers(ended[-1], made)
        counted = _part(self.send(http, "GET", "/jobs", params={"session_id": session, "limit": 100}), "jobs")
        if len(counted) != len(made) + 1:
            self._report("doubled", f"session {session}: {len(counted)} jobs instead of {len(made) + 1}")
        with self._lock:
            self._ended += [job for job in ended if job is not None]

    def ended(self, http: httpx.Client, job: dict[str, Any]) -> dict[str, Any] | None:
        """The job when it has ended; None when it is lost or stuck, which is counted."""
        end = time.monotonic() + JOB_TIMEOUT_SECONDS
        order = {"queued": 0, "running": 1}
        stage = 0
        while job["status"] in order:
            if order[job["status"]] < stage:
                self._report("doubled", f"job {job['id']} went back to {job['status']}")
            stage = order[job["status"]]
            if time.monotonic() > end:
                self._report("stuck", f"job {job['id']} is {job['status']}")
                return None
            found = self.send(http, "GET", f"/jobs/{job['id']}", params={"wait": 10})
            if "id" not in found:
                self._report("lost", f"job {job['id']}: {found}")
                return None
            job = found
        return job

    def check_document(self, http: httpx.Client, job: dict[str, Any], made: Made) -> None:
        """Look whether a document was read to its every page."""
        count = len(made.pages)
        if job["status"] != "succeeded":
            self._report("wrong", f"document job {job['id']} {job['status']}: {job['error']}")
            return
        if job["progress"] != {"done": count, "failed": 0, "total": count, "unit": "pages"}:
            self._report("wrong", f"document job {job['id']}: {job['progress']} of {count} pages")
            return
        whole = self.send(http, "GET", f"/documents/{job['document_id']}/text")
        if not isinstance(whole, str):
            self._report("wrong", f"the text of document {job['document_id']}: {whole}")
            return
        pages = whole.split("\f")
        if len(pages) != count:
            self._report("wrong", f"document {job['document_id']}: {len(pages)} pages of text instead of {count}")
            return
        for number, (text, lines) in enumerate(zip(pages, made.pages, strict=True), 1):
            read, written = re.sub(r"\s+", " ", text).strip(), " ".join(lines)
            if (fuzz.ratio(read, written) < 90) if made.scanned else (read != written):
                self._report("wrong", f"document {job['document_id']}, page {number}: {read!r}")

    def _check_answers(self, job: dict[str, Any], made: list[Made]) -> None:
        if job["status"] != "succeeded":
            self._report("wrong", f"question job {job['id']} {job['status']}: {job['error']}")
            return
        result = job["result"]
        if result["searched"]["documents"] != len(made):
            self._report("wrong", f"question job {job['id']} searched {result['searched']} of {len(made)}")
        signers = {one.filename: one.signer for one in made}
        best = result["answers"][0] if result["answers"] else {"text": "", "filename": ""}
        if fuzz.partial_ratio(signers.get(best["filename"], "-"), best["text"]) < 85:
            self._report("wrong", f"question job {job['id']} answered {best['text']!r} for {signers}")

    def _check_unchanged(self, http: httpx.Client) -> None:
        """An ended job stays as it was."""
        for job in self._ended:
            now = self.send(http, "GET", f"/jobs/{job['id']}")
            if "id" not in now:
                self._report("lost", f"job {job['id']} after its end: {now}")
            elif any(now[part] != job[part] for part in ("status", "finished_at", "result", "error", "attempts")):
                self._report("doubled", f"job {job['id']} changed after its end")

    # ---- requests

    def send(self, http: httpx.Client, method: str, path: str, **options: Any) -> Any:
        """What the service answers in the end: refusals and lost connections are tried again for minutes."""
        end = time.monotonic() + JOB_TIMEOUT_SECONDS
        asked = options.get("params", {}).get("wait", 0)
        while True:
            began, wait = time.monotonic(), 0.2
            try:
                reply = http.request(method, path, **options)
                if reply.status_code not in (409, 429, 503):
                    return reply.json() if "json" in reply.headers.get("content-type", "") else reply.text
                # A refusal behind a wait that was asked for is late by what it exceeds that.
                self._refused(str(reply.status_code), time.monotonic() - began - asked)
                if "Retry-After" not in reply.headers and reply.status_code == 503:
                    self._report("wrong", "a refusal without Retry-After")
                wait = min(2.0, float(reply.headers.get("Retry-After") or 1))
            except httpx.HTTPError as error:
                self._refused(type(error).__name__, 0)
            if time.monotonic() > end:
                raise TimeoutError(f"{method} {path} was refused for {JOB_TIMEOUT_SECONDS} s")
            time.sleep(wait)

    def _refused(self, how: str, seconds: float) -> None:
        with self._lock:
            self.findings.refusals[how] = self.findings.refusals.get(how, 0) + 1
            self.findings.slowest_refusal = max(self.findings.slowest_refusal, seconds)

    def _report(self, kind: str, what: str) -> None:
        # At once: a run that is ended early has said what it found.
        print(f"  {kind}: {what}", file=sys.stderr, flush=True)
        with self._lock:
            getattr(self.findings, kind).append(what)


def _part(reply: Any, name: str) -> Any:
    """A part of what was answered. Raises ValueError with all of it where it has none."""
    if not isinstance(reply, dict) or name not in reply:
        raise ValueError(f"no {name} in {reply}")
    return reply[name]
