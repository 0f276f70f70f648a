"""What reads a file in a process of its own, and prints what it found as JSON: this project and its peers.

Each is given the file and a small one, which loads what is loaded once.
"""

OURS = """
import json, resource, sys, time
from pathlib import Path
from shared.files.content import Sniffer
from worker.extraction.page import extract_text
from worker.formats.registry import open_source
data, warm = Path(sys.argv[1]), Path(sys.argv[2])
def read(path):
    sniffer = Sniffer(); sniffer.feed(path.read_bytes())
    source = open_source(path, sniffer.media_type(path.name))
    return [extract_text(source.page(n)) for n in range(1, source.page_count + 1)]
read(warm)
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
pages = read(data)
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": len(pages),
    "text": "\\n".join(page.text for page in pages),
    "headings": [page.text[b.start:b.end] for page in pages for b in page.blocks if b.type in ("title", "heading")],
    "cells": [page.text[c.start:c.end] for page in pages for b in page.blocks for c in b.cells]}))
"""
MARKITDOWN = """
import json, re, resource, sys, time
from markitdown import MarkItDown
reader = MarkItDown()
reader.convert(sys.argv[2])
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
text = reader.convert(sys.argv[1]).markdown
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
lines = text.split("\\n")
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": None, "text": text,
    "headings": [line.lstrip("# ") for line in lines if line.startswith("#")],
    "cells": [cell.strip() for line in lines if line.startswith("|") for cell in line.strip("|").split("|")]}))
"""
UNSTRUCTURED = """
import json, re, resource, sys, time
from unstructured.partition.auto import partition
partition(sys.argv[2])
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
elements = partition(sys.argv[1])
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
tables = [one.metadata.text_as_html or "" for one in elements if one.category == "Table"]
cells = [cell for table in tables for cell in re.findall("<t[dh][^>]*>(.*?)</t[dh]>", table, re.S)]
cells = [re.sub("<[^>]*>", "", cell) for cell in cells]
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": None,
    "text": "\\n".join(one.text for one in elements),
    "headings": [one.text for one in elements if one.category == "Title"], "cells": cells}))
"""
DOCLING = """
import json, resource, sys, time
from docling.document_converter import DocumentConverter
reader = DocumentConverter()
reader.convert(sys.argv[2])
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
found = reader.convert(sys.argv[1]).document
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
cells = [cell.text for table in found.tables for cell in table.data.table_cells]
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": None,
    "text": "\\n".join([one.text for one in found.texts] + cells),
    "headings": [one.text for one in found.texts if str(one.label) in ("title", "section_header")], "cells": cells}))
"""
PEERS = {"markitdown": MARKITDOWN, "unstructured": UNSTRUCTURED, "docling": DOCLING}
