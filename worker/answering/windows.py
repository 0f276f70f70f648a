"""Windows: a question and as much context as a model reads at once, with the way back to the context's characters."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from shared.errors import ModelMissing
from worker.answering.manifest import Manifest


class Window(NamedTuple):
    """One input of a reader. All arrays are of shape (tokens,) but ``offsets`` and ``words``, (tokens, 2).

    ``context`` is the number of the context it was cut from. ``offsets`` are the character range of each token in
    that context, ``words`` that of the word it is a part of. ``readable`` marks the context's own tokens: an answer
    is made of these. ``null`` is the position that scores "no answer", None where the model has none.
    """

    context: int
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    readable: NDArray[np.bool_]
    offsets: NDArray[np.int32]
    words: NDArray[np.int32]
    null: int | None


class Windower:
    """Cuts questions and contexts into windows by a model's own tokenizer, with overlaps of its stride."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelMissing("The reader's model folder has no tokenizer.json; bake the model.")
        self._manifest = manifest
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(
            manifest.max_window_tokens, stride=manifest.stride_tokens, strategy="only_second"
        )

    def question(self, text: str) -> str:
        """The question, cut to what the model reads of one."""
        # As the second of a pair, since only that is cut.
        encoding = self._tokenizer.encode("", text, add_special_tokens=False)
        limit = self._manifest.max_question_tokens
        return text if len(encoding.ids) <= limit else text[: encoding.offsets[limit - 1][1]]

    def cut(self, question: str, contexts: Sequence[str]) -> list[Window]:
        """The windows of each context under the question, in order. Every token of a context is in at least one."""
        asked = self.question(question)
        encodings = self._tokenizer.encode_batch([(asked, context) for context in contexts])
        return [
            self._window(number, contexts[number], part)
            for number, encoding in enumerate(encodings)
            for part in (encoding, *encoding.overflowing)
        ]

    def _window(self, number: int, context: str, encoding: Encoding) -> Window:
        readable = np.array([s == 1 for s in encoding.sequence_ids], np.bool_)
        offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
        return Window(
            number,
            np.array(encoding.ids, np.int64),
            np.array(encoding.type_ids, np.int64),
            readable,
            offsets,
            _words(context, encoding.word_ids, offsets, readable),
            0 if self._manifest.null == "cls" else None,
        )


def _words(
    context: str, word_ids: Sequence[int | None], offsets: NDArray[np.int32], readable: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The character range of each token's word, within the window: pieces between which letters or digits touch.

    Tokenizers disagree on what a word is; to some it is all that is between blanks, commas and brackets included.
    """
    inside, places = readable.tolist(), offsets.tolist()
    begins = np.array(
        [
            not (
                at
                and inside[at - 1]
                and inside[at]
                and word_ids[at - 1] == word_ids[at]
                and context[place - 1 : place].isalnum()
                and context[place : place + 1].isalnum()
            )
            for at, (place, _) in enumerate(places)
        ],
        np.bool_,
    )
    word = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins)) - 1
    return np.column_stack([offsets[first, 0][word], offsets[last, 1][word]])
