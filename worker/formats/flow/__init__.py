"""Flowing content laid out on pages: what the formats of word processors, mail and the web have in common."""
