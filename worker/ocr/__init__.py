"""Text recognition: one protocol, several engines."""
