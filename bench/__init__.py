"""Commands that reproduce every figure this project states."""
