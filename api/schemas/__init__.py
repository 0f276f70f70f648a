"""Bodies of requests and responses, beyond the models that all rooms share."""
