"""How the bundled table of word vectors is made: ``python -m training.word_vectors --help``."""
