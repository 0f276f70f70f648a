"""The Python client and a real service, from the upload to the answer framed on its page."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import ImageChops

from docinsight_client import AsyncDocInsight, DocInsight, Document, Job, errors
from docinsight_client.images import frame
from docinsight_client.models.base import Model
from tests import samples
from tests.system.conftest import Service
from tests.worker.answering import over_pages

REPORT = samples.pdf([samples.AGREEMENT, samples.INVOICE])
SCAN = samples.encoded([samples.picture(samples.AGREEMENT), samples.picture(samples.INVOICE)], "TIFF")
QUESTION = "Who signed the agreement?"


@pytest.fixture
def di(service: Service) -> Iterator[DocInsight]:
    with DocInsight(service.base) as client:
        yield client


def test_three_lines_lead_from_a_file_to_its_answer(di: DocInsight, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(REPORT)
    report = di.upload(path).wait()
    assert (report.filename, report.page_count, report.session_id) == ("report.pdf", 2, di.session_id)
    answer = di.ask(QUESTION)
    assert answer.answered
    assert (answer.best.text, answer.best.page.number, answer.best.document_id) == ("Maria Keller", 1, report.id)
    question, document = di.jobs()
    assert di.job(question.id).result == answer
    assert di.job(document.id).result == report


def test_the_answer_is_framed_on_its_page_and_nothing_else_is_changed(di: DocInsight, tmp_path: Path) -> None:
    di.upload(("report.pdf", REPORT))
    best = di.ask(QUESTION).best
    image = best.page.image(width=1000)
    assert best.page.save(tmp_path / "page.png", width=1000).read_bytes() == image.to_png()

    # Where the words are is known by the page itself.
    words = {word.text: word.box for word in best.page.content().words if word.start in (best.start, best.start + 6)}
    (x0, y0, _, _), (_, _, x1, y1) = words["Maria"], words["Keller"]
    framed = image.to_pillow()
    plain = type(image)(image.data).to_pillow()
    left, top, right, bottom = frame((x0, y0, x1, y1), *framed.size)
    changed = ImageChops.difference(framed, plain).getbbox()
    assert changed == pytest.approx((left, top, right + 1, bottom + 1), abs=1.5)
    for corner in ((left + 1, top + 1), (right - 1, bottom - 1)):
        red, green, blue = framed.getpixel((round(corner[0]), round(corner[1])))
        assert red > green > blue, "the frame is orange"
    inside = framed.crop((round(left + 4), round(top + 4), round(right - 4), round(bottom - 4)))
    assert min(inside.convert("L").getextrema()) < 100, "the words are still legible"


def test_an_answer_that_runs_over_the_end_of_a_page_is_on_both(di: DocInsight, tmp_path: Path) -> None:
    over_pages.draw([[*over_pages.ABOVE, *over_pages.CUT[0]], over_pages.CUT[1]], tmp_path / "rules.pdf")
    rules = di.upload(tmp_path / "rules.pdf").wait()

    best = di.ask(over_pages.QUESTION).best

    assert " ".join(best.text.split()) == over_pages.ANSWER
    assert [page.number for page in best.pages] == [1, 2]
    assert all(page.boxes for page in best.pages)
    texts = rules.text().split("\f")
    assert [texts[part.page_number - 1][part.start : part.end] for part in best.parts or ()] == [
        part.text for part in best.parts or ()
    ]


def test_progress_is_reported_page_by_page_until_the_end(di: DocInsight) -> None:
    states: list[Job[Document]] = []
    sent: list[tuple[int, int]] = []
    job = di.upload(("scan.tif", SCAN), on_sent=lambda done, total: sent.append((done, total)))
    document = job.wait(on_progress=states.append)
    assert sent[-1] == (len(SCAN), len(SCAN))
    assert {page.source for page in document.pages} == {"ocr"}
    assert states[-1].status == "succeeded"
    done = [state.progress.done for state in states if state.progress is not None]
    assert done == sorted(done)
    assert done[-1] == 2


def test_many_files_are_uploaded_into_one_session_and_waited_for(di: DocInsight) -> None:
    jobs = di.upload_many([("a.pdf", REPORT), ("b.txt", b"The library opened in 1931.")])
    assert {job.session_id for job in jobs} == {di.session_id}
    assert [job.outcome().filename for job in di.finish_all(jobs)] == ["a.pdf", "b.txt"]
    assert [document.filename for document in di.documents()] == ["a.pdf", "b.txt"]
    assert {job.id for job in di.jobs()} == {job.id for job in jobs}
    kept = di.keep_session(7200)
    assert kept.ttl == 7200
    assert abs(di.session().expires_at - kept.expires_at) < timedelta(seconds=10)


def test_a_document_that_cannot_be_read_raises_the_exception_of_its_problem(di: DocInsight) -> None:
    job = di.upload(("damaged.pdf", b"%PDF-1.7\nnothing of use"))
    with pytest.raises(errors.Corrupt) as failed:
        job.wait()
    assert failed.value.job is not None
    assert failed.value.job.id == job.id
    with pytest.raises(errors.NoReadableDocument):
        di.ask(QUESTION)


def test_a_search_gives_passages_with_their_pages(di: DocInsight) -> None:
    di.upload(("report.pdf", REPORT))
    found = di.search("the court for disputes", top_k=2)
    best = found.passages[0]
    assert "Rotterdam" in best.text
    assert best.page.number == 2
    assert best.page.content().text[best.start : best.end] == best.text
    assert len(best.page.boxes) > 1
    assert set(_unknown(found)) == set()


def test_a_document_is_given_in_every_form_the_service_has(di: DocInsight, tmp_path: Path) -> None:
    table = b"| Quarter | Ferries |\n| --- | --- |\n| first | 212 |\n"
    document = di.upload(("notes.md", b"# Traffic\n\n" + table)).wait()
    assert "Traffic" in document.text()
    assert "Traffic" in document.markdown()
    assert document.file() == b"# Traffic\n\n" + table
    assert document.save(tmp_path / "notes.md").read_bytes() == b"# Traffic\n\n" + table
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]
    content = document.page(1).content()
    assert content.blocks[0].type in ("title", "heading")
    document.delete()
    with pytest.raises(errors.NotFound):
        document.text()


def test_what_is_sent_is_known_to_the_last_field(di: DocInsight) -> None:
    """A field that the service sends and the client does not know is kept, but is not typed."""
    job = di.upload(("scan.tif", SCAN))
    document = job.wait()
    answers = di.ask(QUESTION)
    seen = [
        job,
        document,
        document.page(1).content(),
        answers,
        di.session(),
        di.keep_session(60),
        di.jobs_page(),
        di.health(),
        di.limits(),
    ]
    assert {name for one in seen for name in _unknown(one)} == set()


def _unknown(value: object) -> Iterator[str]:
    if isinstance(value, Model):
        yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _unknown(one)


def test_with_await_it_is_the_same(service: Service, tmp_path: Path) -> None:
    async def run() -> None:
        states: list[str] = []
        async with AsyncDocInsight(service.base) as di:
            job = await di.upload(("scan.tif", SCAN))
            document = await job.wait(on_progress=lambda state: states.append(state.status))
            assert states[-1] == "succeeded"
            answer = await di.ask(QUESTION)
            assert answer.best.text == "Maria Keller"
            image = await answer.best.page.image(width=800)
            assert image.to_pillow().width == 800
            assert (await answer.best.page.save(tmp_path / "page.jpg")).stat().st_size > 0
            assert [one.id async for one in di.documents()] == [document.id]
            await di.delete_session()
            assert di.session_id is None
            with pytest.raises(errors.NotFound):
                await document.text()

    asyncio.run(run())
