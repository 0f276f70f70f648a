"""The workers: reading documents, recognising text, answering questions."""
