"""Layout analysis: from placed words to reading order and the page's tree of blocks."""
