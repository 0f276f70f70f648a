"""How fast and how well documents are read."""
