"""Extraction of one page: from its own text, by OCR, or from both by region."""
