"""What all models of the service's responses have in common."""

from pydantic import BaseModel, ConfigDict

Box = tuple[float, float, float, float]
"""``(x0, y0, x1, y1)`` in fractions of the page's width and height as shown, origin top-left."""


class Model(BaseModel):
    """Part of a response. It is immutable, and keeps the fields that a newer service sends beside those known here."""

    model_config = ConfigDict(extra="allow", frozen=True, validate_by_name=True, serialize_by_alias=True)
