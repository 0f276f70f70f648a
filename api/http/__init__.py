"""HTTP for every route: problems, middleware, OpenAPI, rate limits and responses."""
