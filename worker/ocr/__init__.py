"""Reading pictures of text: one protocol, several engines."""
