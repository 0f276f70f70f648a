"""Models: the bundled reader, and what makes others ready for the workers."""
