"""Files in as many requests as the service's limits call for."""

from collections.abc import Iterator, Sequence

from docinsight_client.files import Source
from docinsight_client.models.operation import Limits

FORM_SHARE = 0.01
"""Of a request's greatest size, left for the form around the files."""


def batches(sources: Sequence[Source], limits: Limits) -> Iterator[list[Source]]:
    """The files in order, so many at a time as fit into a request; one that is too large comes alone."""
    batch: list[Source] = []
    size = 0
    room = limits.max_request_bytes * (1 - FORM_SHARE)
    for source in sources:
        if batch and (len(batch) == limits.max_files or size + source.size > room):
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += source.size
    if batch:
        yield batch
