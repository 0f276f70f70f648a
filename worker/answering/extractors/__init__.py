"""Extractors: answers told by the structure of a page, as candidates beside the reader's spans."""
