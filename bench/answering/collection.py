"""Documents to ask and questions with known answers: of a file in SQuAD's format, or made up here."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from shared.models.page import Page
from worker.answering.index import DocumentIndex, index_document
from worker.answering.session import Searchable
from worker.models.squad import LabeledQuestion, PlainBlock, articles, page_of, with_foreign_questions, wrapped

PLACES = ("Brannock", "Quill Bay", "Tarn Abbey", "Osmere", "Vellin", "Harrow Fen", "Little Dunmore", "Kestrel Point")
WORKS = ("a stone quay", "two lanterns", "new ropes", "a slate roof", "a bronze bell", "an iron gate", "dredging")
PEOPLE = ("Ada Quill", "Tomas Lind", "Mary Okafor", "Jon Besson", "Lena Hartwig", "Paul Amsel", "Ruth Calder")
CHAT = (
    "The weather of that year was held to be no worse than usual, and the fair was kept on its old day.",
    "Letters of the time speak of long evenings, of the price of candles, and of little else.",
    "Of the houses by the water none is left, though their cellars were seen when the road was laid.",
    "Those who kept the accounts wrote in a small hand, and a good part of the ink has faded since.",
)


@dataclass(frozen=True)
class Document:
    """A document with its questions."""

    name: str
    pages: list[Page]
    asked: list[LabeledQuestion]

    def searchable(self) -> Searchable:
        """The document, indexed; its pages are unpacked again each time, as they come from the store."""
        packed = {page.number: page.pack() for page in self.pages}
        page: Callable[[int], Page] = lambda number: Page.unpack(packed[number])  # noqa: E731
        return Searchable(self.name, self.name, DocumentIndex.unpack(index_document(self.pages)), page)


def load(squad: Path | None) -> list[Document]:
    """The documents of a file, or made-up ones."""
    if squad is None:
        return [made_up(seed, 12) for seed in range(4)]
    found = list(articles(json.loads(squad.read_text())))
    return [Document(*article) for article in with_foreign_questions(found)]


def made_up(seed: int, pages: int) -> Document:
    """A town's accounts, year by year, and questions about them. The same for the same seed."""
    rng = random.Random(seed)
    made, asked = [], []
    year = 1500 + seed
    for number in range(1, pages + 1):
        blocks: list[PlainBlock] = []
        for _ in range(7):
            place, work, person = (rng.choice(names) for names in (PLACES, WORKS, PEOPLE))
            year += rng.randint(1, 3)
            crowns = rng.randint(40, 900)
            facts = [
                f"In {year} the council of {place} paid {crowns} crowns for {work}.",
                f"The work was led by {person}, who lived by the mill.",
            ]
            blocks.append(PlainBlock("paragraph", wrapped(" ".join(facts + rng.sample(CHAT, 3)))))
            question = f"How many crowns did the council of {place} pay for {work} in {year}?"
            asked.append(LabeledQuestion(question, [str(crowns)], number))
        made.append(page_of(number, blocks))
    asked += [LabeledQuestion(f"Who was crowned king of {place}?", [], None) for place in PLACES]
    return Document(f"accounts-{seed}", made, asked)


def long_document(found: list[Document], pages: int) -> Document:
    """One document of so many pages, made of all documents' pages, repeated as often as needed."""
    every = [page for document in found for page in document.pages]
    chosen = [every[n % len(every)] for n in range(pages)]
    numbered = [replace(page, number=number) for number, page in enumerate(chosen, 1)]
    asked, before = [], 0
    for document in found:
        asked += [
            LabeledQuestion(q.text, q.answers, before + q.page)
            for q in document.asked
            if q.page and before + q.page <= pages
        ]
        before += len(document.pages)
    return Document(f"{pages} pages", numbered, asked)
