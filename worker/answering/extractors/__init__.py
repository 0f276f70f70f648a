"""Extractors: answers that follow from the structure of a page, as candidates beside the reader's spans."""
