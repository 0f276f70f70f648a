"""The service in containers, driven through docker compose and the HTTP contract, for measuring and for tests."""

import contextlib
import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from shared.net import free_port

ROOT = Path(__file__).parents[2]


def docker(*arguments: str, env: dict[str, str] | None = None, timeout: float = 600) -> str:
    """The output of a docker command. Fails with all it said."""
    done = subprocess.run(
        ["docker", *arguments],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def engine_answers() -> bool:
    """True if a Docker engine with the compose plugin is to be had."""
    try:
        docker("compose", "version", timeout=20)
        docker("version", "--format", "{{.Server.Version}}", timeout=20)
    except (AssertionError, OSError, subprocess.TimeoutExpired):
        return False
    return True


@dataclass
class Stack:
    """One project of compose.yaml, apart from any other on this machine by its name, its images' tag and its ports."""

    project: str
    tag: str
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.api_port, self.flower_port = free_port(), free_port()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of compose."""
        return {
            "COMPOSE_PROJECT_NAME": self.project,
            "TAG": self.tag,
            "API_PORT": str(self.api_port),
            "FLOWER_PORT": str(self.flower_port),
            # No model hub, and cores enough for several workers at once on a small machine.
            "READER_MODEL": "bundled",
            "WORKER_CPUS": "1",
            **self.settings,
        }

    def image(self, name: str) -> str:
        """The tag of one of the images."""
        return f"doc-insight/{name}:{self.tag}"

    def compose(self, *arguments: str) -> str:
        """Run docker compose."""
        return docker("compose", *arguments, env=self.environment)

    def up(self, *arguments: str) -> None:
        """Bring services up, and wait until all are healthy. Fails with the last they said."""
        try:
            self.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "120", *arguments)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.compose('logs', '--no-color', '--tail', '40')}") from None

    def scale(self, workers: int) -> None:
        """Run so many workers."""
        self.up("--no-recreate", "--scale", f"worker={workers}")

    def containers(self, service: str, *, all_states: bool = False) -> list[str]:
        """The ids of a service's containers."""
        return self.compose("ps", "--quiet", *(["--all"] if all_states else []), service).split()

    def inspect(self, container: str) -> dict[str, Any]:
        """What the engine knows of a container."""
        return dict(json.loads(docker("inspect", container))[0])

    def run_in(self, service: str, *command: str) -> str:
        """The output of a command in a service's first container."""
        return self.compose("exec", "-T", service, *command)

    # ---- the contract

    def client(self) -> httpx.Client:
        """A client of the gateway."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.api_port}", timeout=90, trust_env=False)

    def wait_for_gateway(self, seconds: float = 60) -> None:
        """Return as soon as the gateway answers."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(httpx.HTTPError), self.client() as http:
                if http.get("/health/live").is_success:
                    return
            assert time.monotonic() < end, f"no answer within {seconds} s"
            time.sleep(0.02)

    def upload(self, session: str, name: str, body: bytes) -> dict[str, Any]:
        """The job of an upload."""
        with self.client() as http:
            reply = http.post("/upload", files={"files": (name, body)}, headers={"X-Session-ID": session})
            return dict(reply.raise_for_status().json()["jobs"][0])

    def ask(self, session: str, question: str) -> dict[str, Any]:
        """What came of a question."""
        with self.client() as http:
            reply = http.post("/ask", json={"question": question, "session_id": session}).raise_for_status()
        job = self.ended(reply.json()["job"])
        assert job["status"] == "succeeded", job["error"]
        return dict(job["result"])

    def job(self, job: dict[str, Any], wait: int = 0) -> dict[str, Any]:
        """The job as it is now."""
        with self.client() as http:
            return dict(http.get(f"/jobs/{job['id']}", params={"wait": wait}).raise_for_status().json())

    def ended(self, job: dict[str, Any], seconds: float = 120) -> dict[str, Any]:
        """The job once it has ended."""
        end = time.monotonic() + seconds
        while job["status"] in ("queued", "running"):
            assert time.monotonic() < end, f"not ended within {seconds} s: {job}"
            job = self.job(job, wait=10)
        return job

    def flower(self, path: str) -> Any:
        """What Flower answers."""
        password = self.settings["FLOWER_PASSWORD"]
        url = f"http://127.0.0.1:{self.flower_port}{path}"
        return httpx.get(url, auth=("docinsight", password), timeout=20, trust_env=False).raise_for_status().json()
