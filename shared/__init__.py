"""What the gateway, the workers and the command line agree on. Imports nothing else of ours."""

__version__ = "0.3.0"
"""As in pyproject.toml; written here too since containers run from a checkout that is not installed."""
