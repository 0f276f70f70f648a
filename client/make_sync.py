"""Make the client without ``await`` from the one with it: ``python -m client.make_sync [--to FOLDER]``.

The calls, their order, retries and waiting are written once, in ``_async``; ``_sync`` differs from it by names alone.
"""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import unasync

PACKAGE = Path(__file__).parent / "docinsight_client"
ROOT = PACKAGE.parents[1]
SOURCE = PACKAGE / "_async"
TARGET = PACKAGE / "_sync"
RENAMED = {
    "_async": "_sync",
    "anyio": "time",
    "AsyncClient": "Client",
    "aclose": "close",
    "aclosing": "closing",
    "aiter_bytes": "iter_bytes",
    "aiter_sse": "iter_sse",
    "aread": "read",
}
NOTE = '"""The client without ``await``. Made by ``make client``; do not edit."""\n'


def make(to: Path) -> None:
    """Write the package without ``await`` into a folder."""
    sources = sorted(SOURCE.glob("*.py"))
    names = {node.name for path in sources for node in ast.walk(ast.parse(path.read_text())) if _is_ours(node)}
    rule = unasync.Rule(
        str(SOURCE), str(to), RENAMED | {name: name.removeprefix("Async") for name in {*names, "AsyncResult"}}
    )
    unasync.unasync_files([str(path) for path in sources], [rule])
    (to / "__init__.py").write_text(NOTE)
    for arguments in (["check", "--fix", "--select", "I"], ["format"]):
        options = ["--quiet", "--no-cache", "--config", "pyproject.toml", str(to.resolve())]
        subprocess.run([sys.executable, "-m", "ruff", *arguments, *options], cwd=ROOT, check=True)


def _is_ours(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.startswith("Async")


def main() -> None:
    """Make it where it belongs, or in another folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=TARGET)
    make(parser.parse_args().to)


if __name__ == "__main__":
    main()
