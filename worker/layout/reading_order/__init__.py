"""Reading order: from placed words to the text of a page, by recursive XY-cut."""
