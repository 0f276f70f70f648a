"""What the gateway, the workers and the command line agree on. Imports nothing else of ours."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("doc-insight")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+checkout"
