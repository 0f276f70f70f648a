"""Question answering: passages, lexical search over them, a reader over the best, and spans with their places."""
