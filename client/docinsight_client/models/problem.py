"""A problem as RFC 9457 has it: what the service says of every error."""

from docinsight_client.models.base import Model


class FieldError(Model):
    """One field of a request that is not acceptable."""

    field: str
    message: str


class FileError(Model):
    """One file of an upload that is not acceptable."""

    filename: str
    type: str
    detail: str


class Problem(Model):
    """An error. ``type`` is stable and made for programs, ``detail`` one plain sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    request_id: str | None = None
    errors: list[FieldError] | None = None
    files: list[FileError] | None = None
