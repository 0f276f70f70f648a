"""Bodies of requests. They are validated by these models, and described by them in OpenAPI."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from api.http import callbacks
from shared.models import page_choice
from shared.models.document import OcrMode
from shared.models.page_choice import PageChoice

SESSION_PATTERN = r"^[A-Za-z0-9._-]{1,128}$"
MAX_PASSWORD_LENGTH = 1024
MAX_LANGUAGES = 16
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")


def _digits(sent: object) -> object:
    if isinstance(sent, str) and not (sent.isascii() and sent.isdecimal()):
        raise ValueError("Give a number, in digits.")
    return sent


DIGITS = BeforeValidator(_digits)
"""A number of a path or a query: digits alone, without the signs, spaces and underscores that Python takes as well.

Its bounds stand before it, or OpenAPI would not name them.
"""


def _languages(sent: object) -> object:
    """The codes of a list that is separated by commas, in lower case, each once."""
    if not isinstance(sent, str):
        return sent
    codes = tuple(dict.fromkeys(one.strip().lower() for one in sent.split(",") if one.strip()))
    if len(codes) > MAX_LANGUAGES or not all(_LANGUAGE.fullmatch(one) for one in codes):
        raise ValueError("Give language codes separated by commas, such as 'en,de'.")
    return codes


def _password(sent: str | None) -> str | None:
    if sent is not None and (len(sent) > MAX_PASSWORD_LENGTH or "\0" in sent):
        raise ValueError("The password is too long.")
    return sent


def _without_default(schema: dict[str, Any]) -> None:
    """A field of a form is absent or text; it is never null."""
    schema.pop("default", None)


_PAGES_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": f"{page_choice.PATTERN}|^$",  # a form's empty field is one that was left out
    "maxLength": page_choice.MAX_LENGTH,
}
_CALLBACK_SCHEMA: dict[str, Any] = {"pattern": callbacks.PATTERN, "maxLength": callbacks.MAX_LENGTH}
CallbackUrl = Annotated[
    str,
    AfterValidator(callbacks.validate),
    Field(json_schema_extra=_CALLBACK_SCHEMA),
]


SessionId = Annotated[
    str,
    Field(pattern=SESSION_PATTERN, description="The session whose documents are asked.", examples=["d1"]),
]
DocumentIds = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=64)]] | None,
    Field(
        min_length=1,
        max_length=1000,
        description="Only these documents of the session, mails with what is attached to them; all of them without it.",
    ),
]
JobCallbackUrl = Annotated[
    CallbackUrl | None,
    BeforeValidator(lambda sent: None if sent == "" else sent),
    Field(description="Where the ended job is POSTed, if webhooks are configured."),
]


class AskRequest(BaseModel):
    """A question to the documents of a session."""

    TEXT_FIELD: ClassVar = "question"

    # Its greatest length is a setting, which the route checks and the description names.
    question: Annotated[str, StringConstraints(pattern=r"\S")] = Field(
        description="The question, in plain words.", examples=["Who signed it?"]
    )
    session_id: SessionId
    document_ids: DocumentIds = None
    top_k: int = Field(3, ge=1, le=20, description="Most answers to give.")
    callback_url: JobCallbackUrl = None

    @property
    def text(self) -> str:
        """The question."""
        return self.question


class SearchRequest(BaseModel):
    """A search for passages of the documents of a session."""

    TEXT_FIELD: ClassVar = "query"

    # As of a question.
    query: Annotated[str, StringConstraints(pattern=r"\S")] = Field(
        description="What is sought: a question, or some words.", examples=["notice period of the tenant"]
    )
    session_id: SessionId
    document_ids: DocumentIds = None
    top_k: int = Field(10, ge=1, le=100, description="Most passages to give.")
    callback_url: JobCallbackUrl = None

    @property
    def text(self) -> str:
        """What is sought."""
        return self.query


class KeepRequest(BaseModel):
    """How long a session is kept."""

    # Its greatest value is a setting, which the route checks and the description names.
    ttl: int = Field(ge=1, description="Seconds that the session lives after its last use.", examples=[604800])


def _pages(sent: object) -> object:
    return PageChoice.parse(sent) if isinstance(sent, str) else sent


class UploadOptions(BaseModel):
    """How the files of an upload are to be parsed: the fields of its form beside them."""

    model_config = ConfigDict(frozen=True)

    ocr: OcrMode = Field("auto", description="Whether pages are read by OCR: where needed, always, or never.")
    languages: Annotated[
        tuple[str, ...],
        BeforeValidator(_languages),
        WithJsonSchema({"type": "string", "pattern": r"^([A-Za-z]{2,3}(,[A-Za-z]{2,3}){0,15})?$"}),
    ] = Field(
        (),
        description="Languages for OCR, separated by commas.",
        examples=["en,de"],
        json_schema_extra=_without_default,
    )
    password: Annotated[
        str | None,
        AfterValidator(_password),
        WithJsonSchema({"type": "string", "maxLength": MAX_PASSWORD_LENGTH}),
    ] = Field(None, description="Opens encrypted PDFs. Kept until they are parsed.", json_schema_extra=_without_default)
    pages: Annotated[
        PageChoice | None,
        BeforeValidator(_pages),
        WithJsonSchema(_PAGES_SCHEMA),
    ] = Field(
        None,
        description="The only pages to be read, of each of the files: numbers and ranges separated by commas.",
        examples=["1-5,9"],
        json_schema_extra=_without_default,
    )
    callback_url: Annotated[CallbackUrl | None, WithJsonSchema({"type": "string", **_CALLBACK_SCHEMA})] = Field(
        None,
        description="Where the ended jobs are POSTed, if webhooks are configured.",
        json_schema_extra=_without_default,
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, fields: Any) -> Any:
        """A browser sends the fields that were left empty as well."""
        if not isinstance(fields, dict):
            return fields
        stripped = {name: value if name == "password" else value.strip() for name, value in fields.items()}
        return {name: value for name, value in stripped.items() if value}


class UploadForm(UploadOptions):
    """The form of an upload."""

    # For the description only: files are received as a stream.
    files: list[bytes] = Field(
        min_length=1,
        description="The documents. Their content decides their type. Of an animation the first frame is read.",
    )
