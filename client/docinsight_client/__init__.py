"""The Python client of doc-insight.

    with DocInsight("http://localhost:8000") as di:
        report = di.upload("report.pdf").wait()
        answer = di.ask("Who signed it?")
        answer.best.page.show()

`AsyncDocInsight` is the same with ``await``. Errors are in `docinsight_client.errors`, one for each type of problem.
"""

from docinsight_client import errors
from docinsight_client._async.answers import AsyncAnswer, AsyncAnswers, AsyncPassage, AsyncPassages
from docinsight_client._async.client import AsyncDocInsight
from docinsight_client._async.documents import AsyncDocument, AsyncSession
from docinsight_client._async.jobs import AsyncJob, AsyncJobsPage, AsyncResult
from docinsight_client._async.pages import AsyncPage
from docinsight_client._sync.answers import Answer, Answers, Passage, Passages
from docinsight_client._sync.client import DocInsight
from docinsight_client._sync.documents import Document, Session
from docinsight_client._sync.jobs import Job, JobsPage, Result
from docinsight_client._sync.pages import Page
from docinsight_client.errors import DocInsightError, ProblemError
from docinsight_client.images import PageImage
from docinsight_client.retries import Retries

__version__ = "0.3.0"

__all__ = [
    "Answer",
    "Answers",
    "AsyncAnswer",
    "AsyncAnswers",
    "AsyncDocInsight",
    "AsyncDocument",
    "AsyncJob",
    "AsyncJobsPage",
    "AsyncPage",
    "AsyncPassage",
    "AsyncPassages",
    "AsyncResult",
    "AsyncSession",
    "DocInsight",
    "DocInsightError",
    "Document",
    "Job",
    "JobsPage",
    "Page",
    "PageImage",
    "Passage",
    "Passages",
    "ProblemError",
    "Result",
    "Retries",
    "Session",
    "errors",
]
