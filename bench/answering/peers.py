"""Peers, each in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = {
    "pipeline": ["transformers==4.57.*", "torch"],
    "haystack": ["haystack-ai==2.*", "transformers==4.57.*", "torch", "accelerate"],
}


class Unreachable(Exception):
    """The environment of a peer cannot be made, or the peer fails in it."""


def environment(peer: str, folder: Path) -> Path:
    """The interpreter of the peer's environment, made if it is not there."""
    python = folder / peer / "bin" / "python"
    if not python.exists():
        uv = shutil.which("uv") or str(Path(".venv-build/bin/uv").absolute())
        if not Path(uv).exists():
            raise Unreachable("uv is not installed")
        for command in (
            [uv, "venv", "--quiet", str(folder / peer)],
            [uv, "pip", "install", "--quiet", "--python", str(python), *REQUIREMENTS[peer]],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                shutil.rmtree(folder / peer, ignore_errors=True)
                raise Unreachable(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "uv failed")
    return python


def ask(
    peer: str, python: Path, model: Path | None, tokenizer: Path, pages: list[str], questions: list[str], threads: int
) -> list[dict[str, str | int | float]]:
    """The peer's answers. Raises Unreachable when it fails."""
    asked = {
        "model": str(model) if model else None,
        "tokenizer": str(tokenizer),
        "pages": pages,
        "questions": questions,
        "threads": threads,
    }
    done = subprocess.run(
        [str(python), str(HERE / f"peer_{peer}.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "HAYSTACK_TELEMETRY_ENABLED": "0"},
    )
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        raise Unreachable(f"{peer} failed")
    answers: list[dict[str, str | int | float]] = json.loads(done.stdout.splitlines()[-1])
    return answers
