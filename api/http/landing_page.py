"""The page at the root: what the service is and how to begin."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>doc-insight</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b }
pre { background: #f3f3f3; padding: .8rem 1rem; overflow-x: auto; border-radius: .3rem }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #e6e6e6 } pre { background: #242424 }
a { color: #8ab4f8 } }
</style>
</head>
<body>
<h1>doc-insight</h1>
<p>Answers from documents, with the page and the place on it.</p>
<p>Upload documents, ask a question, and get the answer:</p>
<pre>curl -s -X POST localhost:8000/upload -H "X-Session-ID: d1" -F "files=@report.pdf" -F "files=@scan.png"
curl -s -X POST localhost:8000/ask -H "Content-Type: application/json" \\
     -d '{"question": "Who signed it?", "session_id": "d1"}'
curl -s "localhost:8000/jobs/ID?wait=30"</pre>
<p>Every call is described at <a href="/docs">/docs</a> (<a href="/openapi.json">openapi.json</a>).
Its state: <a href="/health">/health</a>. Its limits: <a href="/limits">/limits</a>.</p>
</body>
</html>
"""
