"""Names of the XML of PowerPoint presentations."""

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
STRICT_P = {b"http://purl.oclc.org/ooxml/presentationml/main": P[1:-1].encode()}
"""The namespace of ISO 29500 Strict, and that of what nearly every file uses in its place."""
