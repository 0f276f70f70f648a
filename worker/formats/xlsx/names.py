"""Names of the XML of Excel workbooks."""

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT_S = {b"http://purl.oclc.org/ooxml/spreadsheetml/main": S[1:-1].encode()}
"""The namespace of ISO 29500 Strict, and that of what nearly every file uses in its place."""
