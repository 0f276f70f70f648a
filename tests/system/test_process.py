"""Extracting a file's text in one call, by real workers."""

import pytest

from docinsight_client import DocInsight, errors
from tests import samples
from tests.system.conftest import Service

REPORT = samples.pdf([samples.AGREEMENT, samples.INVOICE])
SCAN = samples.encoded([samples.picture(samples.AGREEMENT)], "TIFF")


@pytest.mark.parametrize(("name", "content", "pages"), [("report.pdf", REPORT, 2), ("scan.tif", SCAN, 1)])
def test_the_pages_of_a_file_are_given_and_the_file_is_not_kept(
    service: Service, name: str, content: bytes, pages: int
) -> None:
    with DocInsight(service.base) as di:
        found = di.process((name, content))
    assert [page.metadata for page in found] == [{"page": number, "filename": name} for number in range(1, pages + 1)]
    assert "Maria Keller" in found[0].page_content


def test_a_file_that_cannot_be_read_raises_the_exception_of_its_problem(service: Service) -> None:
    with DocInsight(service.base) as di, pytest.raises(errors.Corrupt):
        di.process(("damaged.pdf", b"%PDF-1.7\nnothing of use"))


def test_a_table_is_given_as_markdown(service: Service) -> None:
    with DocInsight(service.base) as di:
        (page,) = di.process(("traffic.csv", b"Quarter,Ferries\nfirst,212\nsecond,198\n"))
    assert "| first | 212 |" in page.page_content
