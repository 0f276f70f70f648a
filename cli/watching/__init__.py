"""A folder whose files are read as they come: what is there, what was read, and what is written of it."""
