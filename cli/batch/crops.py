"""Pictures of answers: the part of the page around each, framed."""

import re
from pathlib import Path

from cli.batch.asking import FileAnswers
from cli.batch.questions import Question

PAGE_WIDTH = 1200
MAX_NAME_LENGTH = 40
_NO_NAME = re.compile(r"[^\w.-]+")


async def save_crops(found: FileAnswers, questions: tuple[Question, ...], number: int, folder: Path) -> dict[int, str]:
    """Write the crops of a file's answers; their paths by the numbers of the questions. Raises OSError."""
    crops: dict[int, str] = {}
    for index, (question, answered) in enumerate(zip(questions, found.answers, strict=False)):
        if answered.answer is not None:
            image = await answered.answer.page.image(PAGE_WIDTH)
            path = folder / f"{number:04}-{_short(found.file.stem)}-{_short(question.name)}.png"
            image.framed_part().save(path)
            crops[index] = str(path)
    return crops


def _short(name: str) -> str:
    return _NO_NAME.sub("_", name).strip("_.")[:MAX_NAME_LENGTH] or "_"
