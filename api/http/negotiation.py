"""Which of several media types a client prefers."""

from collections.abc import Sequence


def preferred(accept: str | None, offered: Sequence[str]) -> str:
    """The offered media type that an ``Accept`` header prefers; the first where it names none of them."""
    ranges = [_media_range(part) for part in (accept or "").lower().split(",")]
    for media_range, quality in sorted(ranges, key=lambda one: -one[1]):
        for media_type in offered:
            if quality > 0 and media_range in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
                return media_type
    return offered[0]


def _media_range(part: str) -> tuple[str, float]:
    media_range, *parameters = (one.strip() for one in part.split(";"))
    quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return media_range, float(quality)
    except ValueError:
        return media_range, 0.0
