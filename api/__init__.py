"""The gateway: the HTTP contract over the store and the queues. Opens no document, loads no model."""
