"""What is attached to documents (to mails): it becomes documents of their own, with a job each."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Unavailable
from shared.store.documents import Opening, content_digest
from shared.store.operation import Operation, Script

MAX_DEPTH = 3
"""Documents, at most, that one which is attached is in: an attachment of a mail in a mail in a mail."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment, staged. Its ``position`` among all of its document's, with that document, makes its ids."""

    position: int
    staging: str
    filename: str
    media_type: str
    bytes: int
    sha256: str


def publish(opening: Opening, attached: Sequence[Attached]) -> Operation[int]:
    """Turn what is attached to a document into documents; those that are there already stay as they are.

    They are read with its options. How many are left out, since the upload would have more files than it may. Raises
    Unavailable when what was staged is gone.
    """
    rows = []
    for one in attached:
        record = {
            "filename": one.filename,
            "media_type": one.media_type,
            "bytes": str(one.bytes),
            "sha256": one.sha256,
        }
        row = {"position": one.position, "staging": one.staging, "record": record}
        if opening.may_reuse:
            row["content"] = content_digest(one.sha256, one.media_type, opening.ocr, opening.languages)
        rows.append(row)
    arguments = {"document": opening.document_id, "attachments": rows}
    left_out = yield Script("publish_attachments", arguments)
    if left_out is None:
        raise Unavailable("What is attached was lost on the way.")
    return int(left_out)
