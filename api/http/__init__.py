"""HTTP for every route: problems, middleware, idempotency keys, rate limits, metrics, OpenAPI and the API page."""
