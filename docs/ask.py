"""Ask documents a question from Python: ``python docs/ask.py QUESTION FILE... [--save-page FILE]``.

Needs a running service (``make up``), and the client alone: ``pip install './client[images]'``.
"""

import argparse
import sys

from docinsight_client import DocInsight, DocInsightError, Document, Job


def show_progress(job: Job[Document]) -> None:
    """One line on how far the reading of a file is."""
    if job.progress is not None:
        print(f"  {job.status}: {job.progress.done} of {job.progress.total} pages", file=sys.stderr)


def main() -> int:
    """Upload the files, ask, and print the answers. 0 when the documents contain one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--base", help="the service's URL (DOCINSIGHT_BASE, or http://localhost:8000)")
    parser.add_argument("--save-page", metavar="FILE", help="write the page of the best answer, with it framed")
    options = parser.parse_args()
    try:
        with DocInsight(options.base) as di:
            for job in di.finish_all(di.upload_many(options.files), on_progress=show_progress):
                document = job.outcome()
                print(f"{document.filename}: {document.page_count} pages", file=sys.stderr)
            answer = di.ask(options.question)
            for found in answer.answers:
                print(f"{found.score:.2f}  {found.text}  ({found.filename}, page {found.page_number})")
            if options.save_page and answer.answers:
                answer.best.page.save(options.save_page)
            # The session would expire by itself.
            di.delete_session()
    except DocInsightError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if answer.answered else 3


if __name__ == "__main__":
    sys.exit(main())
