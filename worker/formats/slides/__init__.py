"""Slides of any presentation program: what is on them, at its own places."""
