"""All that answering needs, loaded before the first question."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from shared.settings import Settings
from worker.answering import language, static_embeddings, values, word_vectors
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader

SAMPLE = "On 12 May 2020 it cost 5 EUR; write to a@example.org."
"""A text with values, by which the patterns of all kinds are made."""


def load(settings: Settings) -> Reader:
    """The reader of the settings, and with it the detector of languages, the vectors of words and patterns of values.

    The reader's graph and tokenizer are read by native code meanwhile. Raises ModelMissing and DeviceMissing.
    """
    with ThreadPoolExecutor(1, "load") as beside:
        others: list[Future[Any]] = [
            beside.submit(values.find_values, SAMPLE),
            beside.submit(language.detector),
            beside.submit(word_vectors.bundled),
            beside.submit(static_embeddings.bundled),
        ]
        reader = load_reader(settings)
    for other in others:
        other.result()
    return reader
