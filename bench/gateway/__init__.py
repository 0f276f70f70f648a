"""The gateway: uploads, polling, long polling, cancellation."""
