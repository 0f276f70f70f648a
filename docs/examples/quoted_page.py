"""A page of claims, each with its quote framed where it is written: HTML in one file, or Markdown with pictures."""

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL.Image import Image

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
figure { margin: 1.5rem 0; } img { max-width: 100%; border: 1px solid #888; }
.unsupported { border-left: .3rem solid #b00020; padding-left: .7rem; }
"""
UNSUPPORTED = "Not supported: the documents do not contain this quote."
WITHOUT_QUOTE = "Not supported: no quote was given."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote is: for people, as a link, and as a picture of the page around it with the quote framed."""

    name: str
    link: str
    picture: Image


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, the quote that is to prove it, and where that is; None when it is nowhere."""

    text: str
    quote: str
    place: Place | None


def write(path: Path, question: str, claims: Sequence[Checked]) -> None:
    """Write the page in the form that the path's suffix names. Raises OSError."""
    if path.suffix.lower() in (".md", ".markdown"):
        path.write_text(_markdown(path, question, claims), encoding="utf-8")
    else:
        path.write_text(_html(question, claims), encoding="utf-8")


def _html(question: str, claims: Sequence[Checked]) -> str:
    said, shown = [], []
    for number, claim in enumerate(claims, 1):
        if claim.place is None:
            why = f"{UNSUPPORTED} “{escape(claim.quote)}”" if claim.quote else WITHOUT_QUOTE
            said.append(f'<p class="unsupported">{escape(claim.text)}<br><strong>{why}</strong></p>')
            continue
        said.append(f'<p>{escape(claim.text)} <a href="#quote-{number}">[{number}]</a></p>')
        name, link = escape(claim.place.name), escape(claim.place.link)
        shown.append(
            f'<figure id="quote-{number}"><figcaption>[{number}] “{escape(claim.quote)}” '
            f'<a href="{link}">{name}</a></figcaption>'
            f'<img alt="{name}, with the quote framed" src="{_address(claim.place.picture)}"></figure>'
        )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(question)}</title>'
        f"<style>{STYLE}</style></head><body>\n<h1>{escape(question)}</h1>\n"
        + "\n".join(said + shown)
        + "\n</body></html>\n"
    )


def _address(picture: Image) -> str:
    """The picture itself, as an address."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _markdown(path: Path, question: str, claims: Sequence[Checked]) -> str:
    said, shown = [f"# {_plain(question)}"], []
    for number, claim in enumerate(claims, 1):
        if claim.place is None:
            why = f"{UNSUPPORTED} “{_plain(claim.quote)}”" if claim.quote else WITHOUT_QUOTE
            said.append(f"{_plain(claim.text)}\n**{why}**")
            continue
        picture = path.with_name(f"{path.stem}-{number}.png")
        claim.place.picture.save(picture)
        name = _plain(claim.place.name)
        said.append(f"{_plain(claim.text)} [{number}]")
        shown.append(
            f"[{number}] “{_plain(claim.quote)}” [{name}](<{claim.place.link}>)\n\n![{name}](<{picture.name}>)"
        )
    return "\n\n".join(said + shown) + "\n"


def _plain(text: str) -> str:
    """Text that is shown as it is, whatever a model or a document writes."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&])", r"\\\1", " ".join(text.split()))
