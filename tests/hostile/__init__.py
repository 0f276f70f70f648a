"""Files made to do harm, and how each may end: with success, or with the name of its problem."""

from collections.abc import Callable, Mapping

Corpus = Mapping[str, tuple[Callable[[], bytes], set[str]]]
