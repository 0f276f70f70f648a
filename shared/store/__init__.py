"""The store: all state, in Redis, under one small schema. The only code that knows a Redis key.

Every operation is written once, as a generator of commands (`operation`), and run by either of two drivers:
`AsyncStore` in the gateway, `Store` in the workers (`driver`). State changes that must happen together are one
Lua script each (`scripts/`), so that whoever is killed between two commands leaves nothing half done.

Every key has a time to live: what belongs to a session lives as long as the session. The keys are named in `keys` and
listed in docs/redis-schema.md.
"""
