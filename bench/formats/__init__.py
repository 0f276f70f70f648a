"""Measures of how office files, web pages and e-books are read."""
