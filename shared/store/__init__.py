"""The store: all state, in Redis, under one small schema. The only code that knows a Redis key.

Every operation is written once, as a generator of commands (`operation`), and run by either of two drivers:
`AsyncStore` in the gateway, `Store` in the workers (`driver`). State changes that must happen together are one
Lua script each (`scripts/`), so that whoever is killed between two commands leaves nothing half done.

| key | type | holds |
| --- | --- | --- |
| ``di:job:ID`` | hash | a job |
| ``di:job:ID:works`` | set | the works of a job that have not ended |
| ``di:doc:ID`` | hash | a document |
| ``di:doc:ID:file`` | string | its bytes |
| ``di:doc:ID:pages`` | hash | page number to packed page |
| ``di:doc:ID:summaries`` | hash | page number to what came of the page |
| ``di:doc:ID:tries`` | hash | page number to the times it was begun |
| ``di:doc:ID:index`` | string | its passages, ready to be searched |
| ``di:doc:ID:waiters`` | set | the questions that wait for it |
| ``di:doc:ID:followers`` | list | documents of the same content that wait for what comes of it |
| ``di:doc:ID:images`` | hash | pictures of its pages, for minutes |
| ``di:session:SPACE:NAME`` | hash | a session |
| ``di:session:SPACE:NAME:docs``, ``:jobs`` | sorted set | what belongs to it, by time |
| ``di:work:ID`` | hash | one task to be done: the ledger (`work`) |
| ``di:queued:QUEUE`` | sorted set | works that wait, by the time they were published |
| ``di:ahead:QUEUE`` | sorted set | those of them that go ahead of the others |
| ``di:running`` | sorted set | works being done, by the time their lease ends |
| ``di:later`` | sorted set | works put off, by the time they are due |
| ``di:hook:JOB`` | hash | what has become of a webhook |
| ``di:hooks:SPACE`` | sorted set | jobs whose webhook has not been delivered |
| ``di:content:SPACE:DIGEST`` | string | the document that was read, or is being read, for the same content |
| ``di:request:SPACE:KEY`` | hash | a request under an idempotency key, and what it came to |
| ``di:active:SPACE`` | sorted set | jobs that have not ended, by the time they expire |
| ``di:rate:SPACE`` | string | the time at which all requests of a minute are there again |
| ``di:worker:NAME`` | string | what a living worker can do |
| ``di:workers`` | sorted set | the living workers, by the time their word ends |
| ``di:staging:ID:N`` | string | bytes of an upload under way |

Every key has a time to live: what belongs to a session lives as long as the session.
"""
