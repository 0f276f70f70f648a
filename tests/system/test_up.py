"""`docinsight`, as people use it: the service in one terminal, and the commands that speak to it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from PIL import Image

from cli.local_service.state import State
from shared.net import free_port, is_free
from tests import samples
from tests.processes import gone

ROOT = Path(__file__).parents[2]
START_SECONDS = 180


@dataclass
class Up:
    """A `docinsight up` on a state folder of its own."""

    state: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    logs: list[Path] = field(default_factory=list)

    def start(self, *options: str) -> None:
        log = self.state.with_name(f"up-{len(self.logs)}.log")
        self.logs.append(log)
        with log.open("wb") as out:
            small = ("--processes", "1", "--store-mib", "256", "--port", "0", "--state", str(self.state))
            command = [sys.executable, "-m", "cli", "up", *small, *options]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=out, stderr=out)

    @property
    def log(self) -> str:
        return self.logs[-1].read_text()

    def url(self) -> str | None:
        """Where it is, once it is healthy."""
        assert self.process is not None
        assert self.process.poll() is None, self.log
        found = State(self.state).running()
        return found.url if found and found.pid == self.process.pid else None

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def run(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command that speaks to it."""
        return docinsight(*arguments, **{**self.environment, "DOCINSIGHT_BASE": str(self.url()), **environment})


def docinsight(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=START_SECONDS
    )


def clean_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOCINSIGHT_") and name != "PORT"}
    return {**kept, "XDG_STATE_HOME": str(home), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up")
    ports = {"DOCINSIGHT_METRICS_PORT": str(first_of_three_ports())}
    up = Up(folder / "state", clean_environment(folder / "home") | ports)
    yield up
    if up.process is not None and up.process.poll() is None:
        up.process.kill()
        up.process.wait()


def first_of_three_ports() -> int:
    """A port that is free, as are the two behind it."""
    return next(port for port in iter(free_port, None) if all(is_free("127.0.0.1", port + more) for more in (1, 2)))


@pytest.fixture
def running(up: Up, until: Callable[..., Any]) -> Up:
    """A healthy service, the same for all tests that leave it so."""
    if up.process is None or up.process.poll() is not None:
        up.start()
    until(up.url, START_SECONDS)
    return up


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "agreement.pdf"
    path.write_bytes(samples.pdf([samples.AGREEMENT, samples.INVOICE]))
    return path


def test_up_tells_where_it_is_and_three_calls_that_work_as_they_are(running: Up, until: Callable[..., Any]) -> None:
    until(lambda: "Flower is" in running.log)
    assert f"the API's documentation {running.url()}/docs" in running.log
    if shutil.which("curl") is None:
        pytest.skip("the calls that are printed need curl")
    calls = [line for line in running.log.splitlines() if "curl -s " in line]
    assert len(calls) == 3
    done = subprocess.run(["bash", "-c", "\n".join(calls)], cwd=ROOT, capture_output=True, text=True, check=True)
    uploaded, end = json.JSONDecoder().raw_decode(done.stdout)
    answered = json.loads(done.stdout[end:])
    assert [job["kind"] for job in uploaded["jobs"]] == ["document", "document"]
    best = answered["result"]["answers"][0]
    assert (best["text"], best["filename"], best["source"]) == ("Tomas Lindqvist", "scan.jpg", "ocr")


def test_what_is_read_of_documents_is_exported(running: Up, agreement: Path, tmp_path: Path) -> None:
    done = running.run("export", agreement, "--pages", "1", "--to", tmp_path / "new" / "out")
    assert done.returncode == 0, done.stderr
    written = {path.name: path.read_bytes() for path in (tmp_path / "new" / "out").iterdir()}
    assert sorted(written) == ["agreement.md", "agreement.searchable.pdf", "agreement.txt"]
    assert done.stdout.count("agreement.") == 3
    assert b"Maria Keller" in written["agreement.txt"]
    assert written["agreement.searchable.pdf"] == agreement.read_bytes()

    sheet = tmp_path / "prices.csv"
    sheet.write_text("item,price\nrope,12\npaint,7\n")
    uploaded = json.loads(running.run("upload", sheet, "--session", "exported", "--json").stdout)
    done = running.run("export", uploaded["jobs"][0]["document_id"], "--to", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "prices.table-1.csv").read_text() == "item,price\nrope,12\npaint,7\n"
    tables = json.loads((tmp_path / "prices.tables.json").read_text())["tables"]
    assert tables[0]["rows"][1] == ["rope", "12"]
    assert (tmp_path / "prices.searchable.pdf").read_bytes().startswith(b"%PDF-")

    wrong = running.run("export", tmp_path / "nowhere.pdf")
    assert (wrong.returncode, "neither a file nor the id" in wrong.stderr) == (2, True)


def test_a_document_is_uploaded_and_a_question_answered_with_its_place(running: Up, agreement: Path) -> None:
    uploaded = running.run("upload", agreement, "--session", "s1")
    assert uploaded.returncode == 0, uploaded.stderr
    assert "agreement.pdf: 2 pages" in uploaded.stderr

    # The session used last is the one that is asked.
    asked = running.run("ask", "Who signed the agreement?")
    assert asked.returncode == 0, asked.stderr
    assert "Maria Keller" in asked.stdout
    assert "agreement.pdf, page 1" in asked.stdout


def test_json_is_what_the_service_gives(running: Up, agreement: Path) -> None:
    asked = running.run("ask", "What does the library pay for each delivery?", agreement, "--json", "--top", "1")
    assert asked.returncode == 0, asked.stderr
    job = json.loads(asked.stdout)
    (answer,) = job["result"]["answers"]
    assert "1,250 euros" in answer["text"]
    assert answer["page"] == 2
    listed = json.loads(running.run("jobs", "--session", job["session_id"], "--json").stdout)["jobs"]
    assert [(row["kind"], row["status"]) for row in listed] == [("question", "succeeded"), ("document", "succeeded")]


def test_statuses_tell_a_script_what_happened(running: Up, agreement: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.pdf"
    nothing.write_bytes(b"")
    refused = running.run("upload", nothing)
    assert (refused.returncode, "nothing.pdf: The file is empty" in refused.stderr) == (1, True)

    unanswered = running.run("ask", "Which river flows through Cairo?", agreement)
    assert (unanswered.returncode, "do not seem to answer" in unanswered.stdout) == (3, True)

    away = running.run("jobs", "--session", "s1", DOCINSIGHT_BASE="http://127.0.0.1:9")
    assert (away.returncode, "No service answers at http://127.0.0.1:9" in away.stderr) == (4, True)

    unknown = running.run("jobs", "cancel", "no-such-job")
    assert unknown.returncode == 1
    assert "Traceback" not in refused.stderr + unanswered.stderr + away.stderr + unknown.stderr


def test_a_second_up_on_the_same_folder_is_refused(running: Up) -> None:
    second = docinsight("up", "--port", "0", "--state", running.state, **running.environment)
    assert second.returncode == 1
    assert f"already runs on {running.state} at {running.url()}" in second.stderr


def test_a_port_in_use_is_said_at_once(running: Up, tmp_path: Path) -> None:
    port = str(running.url()).rsplit(":", 1)[1]
    second = docinsight("up", "--port", port, "--state", tmp_path, **running.environment)
    assert second.returncode == 1
    assert f"Port {port} is in use" in second.stderr


def test_a_redis_of_one_s_own_that_is_away_is_said_and_nothing_left(tmp_path: Path) -> None:
    environment = {**clean_environment(tmp_path), "DOCINSIGHT_REDIS_URL": "redis://127.0.0.1:9/0"}
    found = docinsight("up", "--port", "0", "--state", tmp_path / "state", **environment)
    assert found.returncode == 1
    assert "store does not answer; check DOCINSIGHT_REDIS_URL" in found.stderr
    assert "Traceback" not in found.stderr


def test_doctor_finds_a_sound_installation_and_the_service(running: Up) -> None:
    seen = running.run("doctor", "--json")
    findings = {finding["part"]: finding for finding in json.loads(seen.stdout)}
    assert seen.returncode == 0, findings
    assert findings["OCR engine rapidocr"]["status"] == "ok"
    assert findings["reader onnx"]["status"] == "ok"
    assert f"{running.url()}: ok" in findings["service"]["detail"]


def test_all_listens_on_loopback_and_flower_wants_its_password(running: Up) -> None:
    addresses = {
        connection.laddr.ip
        for one in running.family()
        for connection in one.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}

    found = State(running.state).running()
    assert found is not None
    assert found.flower is not None
    assert httpx.get(f"{found.flower}/workers").status_code == 401
    password = State(running.state).password("flower")
    assert httpx.get(f"{found.flower}/workers", auth=("docinsight", password)).status_code == 200


def test_gateway_and_workers_have_a_port_for_metrics_each(running: Up) -> None:
    first = int(running.environment["DOCINSIGHT_METRICS_PORT"])
    texts = [httpx.get(f"http://127.0.0.1:{first + number}/metrics").text for number in range(3)]
    for text, metric in zip(texts, ("docinsight_store_up", 'role="answers-', 'role="reading-'), strict=True):
        assert metric in text


def test_a_gateway_that_dies_is_replaced(running: Up, until: Callable[..., Any]) -> None:
    (gateway,) = [one for one in running.family() if one.cmdline()[-2:] == ["-m", "api"]]
    gateway.kill()

    def healthy() -> bool:
        try:
            return bool(httpx.get(f"{running.url()}/health").json()["status"] == "ok")
        except httpx.HTTPError:
            return False

    until(lambda: "gateway │ warning: was killed by SIGKILL; starting it again" in running.log)
    until(healthy)


def test_the_page_of_the_answer_is_written_with_the_answer_framed(running: Up, agreement: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.png"
    asked = running.run("ask", "Who signed the agreement?", agreement, "--json", "--save-page", page)
    assert asked.returncode == 0, asked.stderr
    (x0, y0, x1, y1) = json.loads(asked.stdout)["result"]["answers"][0]["boxes"][0]
    with Image.open(page) as image:
        orange = image.convert("RGB").crop((0, round(y0 * image.height), image.width, round(y1 * image.height)))
    colors = [(x, color) for x in range(orange.width) for color in [orange.getpixel((x, orange.height // 2))]]
    framed = [x for x, (red, _, blue) in colors if red - blue > 60]
    assert framed[0] / orange.width == pytest.approx(x0, abs=0.01)
    assert framed[-1] / orange.width == pytest.approx(x1, abs=0.01)

    opened = running.run("open", "2", "--no-browser")
    job = json.loads(asked.stdout)
    assert opened.stdout.strip() == f"{running.url()}/#/{job['session_id']}/answers/{job['id']}/2"


def test_a_file_that_no_image_can_be_written_to_is_refused_before_the_question(tmp_path: Path) -> None:
    refused = docinsight("ask", "Who?", "--save-page", tmp_path / "page.txt", **clean_environment(tmp_path))
    assert refused.returncode == 2
    assert "suffix of an image" in refused.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_after_the_end_and_documents_are_there_again(
    running: Up, agreement: Path, until: Callable[..., Any], how: signal.Signals
) -> None:
    session = f"kept-{how.name}"
    assert running.run("upload", agreement, "--session", session).returncode == 0
    family = running.family()
    assert len(family) > 5
    assert running.process is not None
    running.process.send_signal(how)
    status = running.process.wait(60)
    until(lambda: all(gone(one.pid) for one in family))
    if how == signal.SIGTERM:
        assert status == 0, running.log
        assert "nothing is left running" in running.log

    running.start("--no-flower")
    until(running.url, START_SECONDS)
    asked = running.run("ask", "Who signed the agreement?", "--session", session)
    assert "Maria Keller" in asked.stdout, asked.stderr


def test_a_question_without_a_service_brings_one_along_and_leaves_nothing(agreement: Path, tmp_path: Path) -> None:
    before = {one.pid for one in psutil.process_iter()}
    environment = {**clean_environment(tmp_path), "TMPDIR": str(tmp_path)}
    asked = docinsight("ask", "Where was the paper delivered?", agreement, **environment)
    assert asked.returncode == 0, asked.stderr
    assert "Bergen" in asked.stdout
    assert not list(tmp_path.glob("docinsight-*"))
    started = [one for one in psutil.process_iter(["cmdline"]) if one.pid not in before]
    assert not [one.info["cmdline"] for one in started if str(tmp_path) in " ".join(one.info["cmdline"] or [])]
