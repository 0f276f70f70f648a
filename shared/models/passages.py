"""Passages, and where each was found."""

import json

from pydantic import BaseModel, Field

from shared.models.answer import Answers, Searched


class Passage(BaseModel):
    """One passage: ``page_text[start:end] == text``; ``headings`` are those over it, the highest first."""

    text: str
    score: float = Field(ge=0, le=1, description="The probability that the passage holds what is sought.")
    document_id: str
    filename: str
    page: int
    start: int
    end: int
    boxes: list[tuple[float, float, float, float]]
    headings: list[str] = []


class Passages(BaseModel):
    """The result of a search, best first."""

    query: str
    passages: list[Passage]
    searched: Searched
    model: str
    seconds: float

    def stored(self) -> str:
        """As JSON that a gateway of a release before 0.3 reads as a question without an answer."""
        as_answers = {"question": self.query, "answered": False, "answers": []}
        return json.dumps(as_answers | self.model_dump(mode="json"))

    @classmethod
    def load(cls, stored: str) -> "Passages":
        """What `stored` wrote; the contexts of the answers where a worker of a release before 0.3 answered instead."""
        fields = json.loads(stored)
        if "passages" in fields:
            return cls.model_validate(fields)
        answers = Answers.model_validate(fields)
        found = [
            Passage(
                **answer.model_dump(exclude={"text", "start", "end"}),
                text=answer.context,
                start=answer.context_start,
                end=answer.context_start + len(answer.context),
            )
            for answer in answers.answers
        ]
        return cls(
            query=answers.question, passages=found, **answers.model_dump(include={"searched", "model", "seconds"})
        )
