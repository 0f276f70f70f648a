"""The gateway: uploads, polling, waiting, cancelling."""
