"""How the blocks of made documents are put on pages."""
