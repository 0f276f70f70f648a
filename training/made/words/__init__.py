"""Tables of words in seven languages."""
