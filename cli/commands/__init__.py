"""The commands of `docinsight`."""
