"""The workers: reading documents, recognizing text, answering questions."""
