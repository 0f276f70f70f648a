"""What users of a document should know about how it was read: stable codes, and what each says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, model_validator

WarningCode = Literal[
    "unreadable-pages",
    "hidden-text",
    "unverified-text",
    "guessed-encoding",
    "dynamic-form",
    "embedded-files",
    "comments",
    "low-confidence",
    "unread-script",
    "tracked-changes",
    "hidden-content",
    "unread-pictures",
    "missing-pictures",
    "damaged-picture",
    "damaged-file",
    "encrypted-content",
    "unread-attachments",
    "attachments-over-limit",
]

MESSAGES: Mapping[WarningCode, str] = {
    "unreadable-pages": "{count} page(s) could not be read.",
    "hidden-text": "Text that the page does not show was left out: it is white, covered, transparent, tiny, off the "
    "page, or in a layer that is switched off.",
    "unverified-text": "The text may not be what the page shows: it is laid over a scan, or its font is faulty, in a "
    "script that OCR could not read to verify it.",
    "guessed-encoding": "The file does not say how its characters are encoded, and the encoding was guessed; if "
    "letters look wrong, save it as UTF-8.",
    "dynamic-form": "The document is a dynamic XFA form, which only Adobe's programs show, and what was read may be "
    "its placeholder; print it to a PDF there, and upload that.",
    "embedded-files": "Files that the document contains (attachments, or those of a portfolio) were not read; upload "
    "them by themselves.",
    "comments": "Comments and notes on the pages were not read.",
    "low-confidence": "The text was hard to recognize and may be wrong or missing: the picture is poor, written by "
    "hand, or in a script or language that OCR was not asked for; name its 'languages' with the upload.",
    "unread-script": "The page is in a script that no OCR engine here reads, and its text is missing; have Tesseract's "
    "languages installed in the workers.",
    "tracked-changes": "Tracked changes were read as if all of them were accepted.",
    "hidden-content": "Hidden slides, sheets, rows and columns were left out.",
    "unread-pictures": "Pictures of a kind that only their makers' programs draw (EMF, WMF, SVG) were left out.",
    "missing-pictures": "Pictures that are not in the file were left out, since nothing is fetched; their alternative "
    "texts were read. Save the page as one file (MHTML), or print it to a PDF.",
    "damaged-picture": "The picture's file ends too early or is damaged, and a part of what it showed is missing; send "
    "it again from its source.",
    "damaged-file": "The file ends too early or is damaged: what is left of it was read, and pages or parts of them "
    "may be missing; send it again from its source.",
    "encrypted-content": "Content that is encrypted, or wrapped in its signature, was not read; open the mail in your "
    "mail program, and save it without.",
    "unread-attachments": "{count} attachment(s) were not read: {details}.",
    "attachments-over-limit": "{count} attachment(s) were left out: {details}. Upload them by themselves.",
}
"""One plain sentence or two for each code; ``{count}`` is the number of pages, or of what ``{details}`` names."""


class DocumentWarning(BaseModel):
    """Something that users of a document should know."""

    code: str = Field(description=f"Stable, for programs: {', '.join(MESSAGES)}.", examples=["unreadable-pages"])
    message: str = Field(description="One plain sentence.")
    pages: list[int] = Field(
        description="Numbers of the pages it is about; empty where it is about the whole document."
    )

    @classmethod
    def of_attachments(cls, code: WarningCode, details: Sequence[str]) -> "DocumentWarning":
        """The warning about what is attached to a document; ``details`` say of each what it is, or why it is not."""
        said = ", ".join(f"{one} ({n})" if n > 1 else one for one, n in Counter(details).items())
        return cls(code=code, message=MESSAGES[code].format(count=len(details), details=said), pages=[])

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        """Releases before 0.2 stored the message alone."""
        return {"code": "other", "message": value, "pages": []} if isinstance(value, str) else value


def warnings_of(pages: Mapping[int, Iterable[str]], document: Iterable[str] = ()) -> list[DocumentWarning]:
    """The warnings of a document, from the codes of its pages by their number and those of it as a whole."""
    found = []
    for code in get_args(WarningCode):
        numbers = sorted(number for number, codes in pages.items() if code in codes)
        if numbers or code in set(document):
            found.append(DocumentWarning(code=code, message=MESSAGES[code].format(count=len(numbers)), pages=numbers))
    return found
