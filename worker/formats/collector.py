"""Python's collector of circular references, stopped while a document is opened."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """For opening a document, which makes objects by the hundred thousand and frees hardly any.

    Looking through all of them again and again takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
