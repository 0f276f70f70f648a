"""Reading documents: a page of any supported format becomes text in reading order and words with boxes."""
