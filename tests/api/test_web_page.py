"""How the web page is served."""

import re

import httpx


def test_the_page_is_guarded(http: httpx.Client) -> None:
    reply = http.get("/")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; " in policy
    assert "unsafe" not in policy
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in reply.headers


def test_the_page_s_addresses_are_relative_and_its_files_are_kept_for_ever(http: httpx.Client) -> None:
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", http.get("/").text)
    assert len(addresses) == 4
    for address in addresses:
        assert not address.startswith(("/", "http"))
        if address.startswith("assets/"):
            reply = http.get(f"/{address}")
            assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert re.search(r"-[0-9a-f]{12}\.(js|css|svg)$", address)


def test_a_first_visit_transfers_at_most_150_kilobytes(http: httpx.Client) -> None:
    addresses = ["/", *(f"/{address}" for address in re.findall(r"\"(assets/[^\"]+)\"", http.get("/").text))]
    transferred = 0
    for address in addresses:
        with http.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as reply:
            transferred += sum(len(part) for part in reply.iter_raw())
    assert 10_000 < transferred < 150_000


def test_a_page_that_has_not_changed_is_not_sent_again(http: httpx.Client) -> None:
    etag = http.get("/").headers["ETag"]
    reply = http.get("/", headers={"If-None-Match": etag})
    assert (reply.status_code, reply.content) == (304, b"")
    assert http.get("/", headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_client_that_accepts_no_compression_gets_none(http: httpx.Client) -> None:
    reply = http.get("/", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in reply.headers
    assert reply.text.startswith("<!doctype html>")
    assert http.get("/assets/app.js").status_code == 404
