"""Hashes of texts, as Redis replies with them."""

from collections.abc import Mapping, Sequence

Texts = Mapping[str, str]


def texts(reply: Mapping[bytes, bytes]) -> dict[str, str]:
    """A hash of texts, decoded."""
    return {field.decode(): value.decode() for field, value in reply.items()}


def present(fields: Sequence[str], values: Sequence[bytes | None]) -> dict[str, str]:
    """Those of a hash's fields that are there, decoded."""
    return {field: value.decode() for field, value in zip(fields, values, strict=True) if value is not None}
