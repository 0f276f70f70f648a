"""Sheets of any spreadsheet program: values as they are shown, and their pages."""
