"""The page that describes every call, on a machine that reaches nothing else."""

import re

import httpx
import pytest


def test_the_page_loads_nothing_from_elsewhere(http: httpx.Client) -> None:
    reply = http.get("/docs")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "https:" not in reply.headers["Content-Security-Policy"]
    loaded = re.findall(r"(?:src|href|url)[=:]\s*[\"']([^\"']+)", reply.text)
    assert len(loaded) == 4
    for address in loaded:
        part = http.get(httpx.URL(f"{http.base_url}/docs").join(address))
        assert part.status_code == 200, address
        assert part.headers["Content-Type"].split(";")[0] in (
            "application/json",
            "image/png",
            "text/css",
            "text/javascript",
        )


@pytest.mark.parametrize("path", ["/docs/swagger-ui.js.map", "/docs/..%2fmain.py", "/redoc", "/docs/"])
def test_nothing_else_of_the_package_is_served(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


def test_the_page_can_only_be_read(http: httpx.Client) -> None:
    reply = http.post("/docs")
    assert (reply.status_code, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert http.head("/docs/swagger-ui.css").status_code == 200
