"""Whatever bytes are uploaded, in whatever pieces, they are of one known type or refused with a known cause."""

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from shared.errors import EmptyFile, UnsupportedMediaType
from shared.files.content import MEDIA_TYPES, Sniffer

HEADS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"RIFF\0\0\0\0WEBP": "image/webp",
    b"%PDF-1.7\n": "application/pdf",
}
PIECES = st.one_of(
    st.binary(max_size=64),
    st.sampled_from(
        [*HEADS, b"BM", b"PK\x03\x04", b"%!PS-Adobe", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"<html>", b" obj"]
    ),
    st.text(max_size=64).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers(1, 5000).map(lambda count: b"a b\n" * count),
)
CONTENT = st.lists(PIECES, max_size=8).map(b"".join)


def sniffed(chunks: list[bytes], name: str = "a") -> str:
    """The media type, or the type of the refusal."""
    sniffer = Sniffer()
    try:
        for chunk in chunks:
            sniffer.feed(chunk)
        return sniffer.media_type(name)
    except (EmptyFile, UnsupportedMediaType) as error:
        return error.type


def pieces(content: bytes, cuts: list[int]) -> list[bytes]:
    """The content cut into chunks."""
    at = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    return [content[start:end] for start, end in itertools.pairwise(at)]


@given(CONTENT, st.lists(st.integers(0, 40_000), max_size=6))
@example(b"a" * 4095 + "\u20ac".encode(), [4096, 4097])
@example(b"%", [])
def test_a_file_is_what_its_content_says_however_it_comes_in_pieces(content: bytes, cuts: list[int]) -> None:
    whole = sniffed([content])
    assert whole in (*MEDIA_TYPES, "/problems/empty-file", "/problems/unsupported-media-type")
    assert (whole == "/problems/empty-file") == (not content)
    assert sniffed(pieces(content, cuts)) == whole


@given(st.sampled_from(list(HEADS)), st.binary(max_size=6000), st.text(max_size=20))
def test_what_begins_like_a_format_is_never_taken_for_another(head: bytes, rest: bytes, name: str) -> None:
    assert sniffed([head + rest], name) == HEADS[head]


@given(
    st.sampled_from([b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\n %!PS\n", b"<?xml version='1.0'?><svg/>"]),
    CONTENT,
)
@example(b"%!PS-Adobe-3.0 EPSF-3.0\n", b" \x00\x01\x01\t\x00\t\x00 \x00")
def test_nothing_that_is_rendered_or_run_passes_for_text(head: bytes, rest: bytes) -> None:
    assert sniffed([head + rest]) in ("/problems/unsupported-media-type", "application/pdf")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6000))
def test_a_text_in_any_script_is_a_text(text: str) -> None:
    content = b"Text: " + text.encode()
    assert sniffed([content], "a.txt") in ("text/plain", "application/pdf")
    if b"%PDF-" not in content:
        assert sniffed([content], "a.md") == "text/markdown"
