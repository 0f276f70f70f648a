"""What is written of a document: Markdown, tables and answers, beside it or in a folder of their own."""

import hashlib
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.batch import tables
from cli.batch.asking import Asker
from cli.batch.questions import Questions
from cli.batch.sheet import Sheet
from cli.watching.folder import ERROR_SUFFIX
from cli.watching.state import write_atomically
from docinsight_client import AsyncDocument
from docinsight_client.requests import UploadOptions


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is written of each document."""

    markdown: bool
    tables: bool
    questions: Questions | None

    def digest(self, options: UploadOptions) -> str:
        """Tells this from other wishes, and from other ways to read. Passwords are not told."""
        asked = [[one.name, one.text] for one in self.questions.rows] if self.questions else None
        ways = [options.get("ocr"), options.get("languages"), options.get("pages"), bool(options.get("password"))]
        return hashlib.sha256(json.dumps([self.markdown, self.tables, asked, ways]).encode()).hexdigest()[:16]


class Outputs:
    """The folder that is written to; files of the watched folder are named by their paths relative to that."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self.folder = folder
        self._wanted = wanted

    async def write(self, name: str, document: AsyncDocument, asker: Asker) -> list[str]:
        """Write all that is wanted of a document; what was written. Raises OSError and DocInsightError."""
        contents: dict[str, bytes] = {}
        if self._wanted.markdown:
            contents[f"{name}.md"] = (await document.markdown()).encode()
        if self._wanted.tables:
            for table in await document.tables():
                contents[f"{name}.table-{table.number}.csv"] = _csv(table.rows)
        if self._wanted.questions is not None:
            contents[f"{name}.answers.csv"] = await _answers(self._wanted.questions, document, asker)
        for output, content in contents.items():
            self._write(output, content)
        return list(contents)

    def write_error(self, name: str, sentence: str) -> str:
        """Write why a file could not be read; what was written."""
        self._write(f"{name}{ERROR_SUFFIX}", f"{sentence}\n".encode())
        return f"{name}{ERROR_SUFFIX}"

    def take_over(self, old: str, new: str, outputs: Sequence[str], *, move: bool) -> list[str] | None:
        """Move or copy what was written of a file to the names of another of the same content; what there is then.

        None where some of it is gone, or is not called after that file.
        """
        if not outputs or not all(one.startswith(old) and (self.folder / one).is_file() for one in outputs):
            return None
        renamed = {one: new + one.removeprefix(old) for one in outputs}
        for one, other in renamed.items():
            path = self.folder / other
            path.parent.mkdir(parents=True, exist_ok=True)
            if move:
                (self.folder / one).replace(path)
            else:
                shutil.copyfile(self.folder / one, path)
        return list(renamed.values())

    def remove(self, outputs: Sequence[str]) -> None:
        """Remove what was written before, as far as it is there."""
        for output in outputs:
            (self.folder / output).unlink(missing_ok=True)

    def exists(self, output: str) -> bool:
        """Whether something that was written is still there."""
        return (self.folder / output).exists()

    def _write(self, output: str, content: bytes) -> None:
        path = self.folder / output
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    sheet = Sheet(out)
    for row in rows:
        sheet.write(row)
    return out.getvalue()


async def _answers(questions: Questions, document: AsyncDocument, asker: Asker) -> bytes:
    out = io.BytesIO()
    sheet = Sheet(out, questions.delimiter, byte_order_mark=questions.byte_order_mark)
    sheet.write(["name", "question", *tables.ANSWER_COLUMNS, "error"])
    for question, answered in zip(questions.rows, await asker.ask(document), strict=True):
        sheet.write([question.name, question.text, *tables.answer_cells(answered), answered.error])
    return out.getvalue()
