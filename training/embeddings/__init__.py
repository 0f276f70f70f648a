"""How the static embeddings of the search are made: ``python -m training.embeddings --help``."""
