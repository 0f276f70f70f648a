"""A problem as RFC 9457 has it: what clients see of every error."""

from pydantic import BaseModel, ConfigDict, Field


class FieldError(BaseModel):
    """One field of a request that is not acceptable."""

    field: str
    message: str


class FileError(BaseModel):
    """One file of an upload that is not acceptable."""

    filename: str
    type: str
    detail: str


class Problem(BaseModel):
    """An error. ``type`` is stable and made for programs, ``detail`` one plain sentence for people."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["/problems/encrypted"])
    title: str
    status: int
    detail: str
    instance: str | None = None
    request_id: str | None = None
    errors: list[FieldError] | None = None
    files: list[FileError] | None = None
