"""Cite passages with pictures, by LangChain: ``python docs/examples/cite.py QUERY FILE... --to FOLDER``.

Writes ``FOLDER/cited.md`` and a picture of each passage, framed on its page. Needs a running service (``make up``), and
``pip install './client[langchain,images]'``.
"""

import argparse
import sys
from pathlib import Path

from langchain_core.documents import Document

from docinsight_client import DocInsight, DocInsightError
from docinsight_client.langchain import DocInsightRetriever


def citation(di: DocInsight, passage: Document, number: int, folder: Path) -> str:
    """A passage in Markdown, with a picture of it that is written into the folder."""
    found = passage.metadata
    picture = folder / f"passage-{number}.png"
    di.page(found["document_id"], found["page"], found["boxes"]).image().framed_part(0.03).save(picture)
    quoted = "\n".join(f"> {line}" for line in passage.page_content.splitlines())
    place = f"{found['filename']}, page {found['page']}"
    return (
        f"## {number}. {place}\n\n{quoted}\n\n![{place}]({picture.name})\n\n"
        f"Score {found['score']:.2f}, [the page]({found['link']})\n"
    )


def main() -> int:
    """Upload, retrieve, and write the citations. 0 when there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--to", type=Path, default=Path("cited"), metavar="FOLDER", help="made if it is not there")
    parser.add_argument("--top", type=int, default=3, metavar="N", help="most passages")
    parser.add_argument("--base", help="the service's URL (DOCINSIGHT_BASE, or http://localhost:8000)")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    try:
        with DocInsight(options.base) as di:
            di.upload_many(options.files)
            passages = DocInsightRetriever(client=di, top_k=options.top).invoke(options.query)
            parts = [citation(di, passage, number, options.to) for number, passage in enumerate(passages, 1)]
    except (DocInsightError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    page = options.to / "cited.md"
    page.write_text("\n".join([f"# {options.query}\n", *parts]), encoding="utf-8")
    print(page)
    return 0 if passages else 3


if __name__ == "__main__":
    sys.exit(main())
