"""`docinsight ask --csv`: many questions to many files, as people run it against a service."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from cli.main import app
from docinsight_client import DocInsight
from tests import mails, samples
from tests.system.conftest import Service

QUESTIONS = "question,name\nWho signed the agreement?,signer\nWhat does the library pay for each delivery?,price\n"


@pytest.fixture
def folder(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with questions and a document, in which a service is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCINSIGHT_BASE", service.base)
    monkeypatch.setenv("DOCINSIGHT_STATE", str(tmp_path / "state"))
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    (tmp_path / "agreement.pdf").write_bytes(samples.pdf([samples.AGREEMENT, samples.INVOICE]))
    return tmp_path


def ask(*arguments: str, data: str | None = None) -> Result:
    return CliRunner().invoke(app, ["ask", "--csv", *arguments], input=data)


def table(result: Result, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout), delimiter=delimiter))


def test_every_file_has_a_row_with_answers_pages_scores_and_links(service: Service, folder: Path) -> None:
    (folder / "=note.txt").write_text("The agreement was signed by Ada Lovelace in London.")
    done = ask("questions.csv", "agreement.pdf", "=note.txt")
    assert done.exit_code == 0, done.stderr
    first, second = table(done)
    assert (first["file"], first["signer"], first["signer page"]) == ("agreement.pdf", "Maria Keller", "1")
    assert ("1,250 euros" in first["price"], first["price page"]) == (True, "2")
    assert float(first["signer score"]) > 0.5
    assert (second["file"], second["signer"]) == ("'=note.txt", "Ada Lovelace")
    assert [second[f"price{more}"] for more in ("", " page", " score", " link")] == [""] * 4

    base, session, job = first["signer link"].removesuffix("/1").replace("/#/", " ").replace("/answers/", " ").split()
    assert base == service.base
    with DocInsight(service.base, session_id=session) as di:
        result = di.job(job).outcome()
        assert result.answers[0].text == "Maria Keller"  # type: ignore[union-attr]
    assert "agreement.pdf: 2 pages" in done.stderr


def test_a_bad_file_has_its_error_in_its_row_and_stops_no_other(folder: Path) -> None:
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing of use")
    (folder / "empty.pdf").touch()
    done = ask("questions.csv", "damaged.pdf", "empty.pdf", "nowhere.pdf", ".", "agreement.pdf")
    assert done.exit_code == 1
    rows = table(done)
    assert [row["file"] for row in rows] == ["damaged.pdf", "empty.pdf", "nowhere.pdf", ".", "agreement.pdf"]
    for row, word in zip(rows, ("damaged", "empty", "No such file", "directory", ""), strict=True):
        assert word in row["error"]
        assert (row["signer"] == "Maria Keller") == (row["file"] == "agreement.pdf")
        if word:
            assert f"{row['file']}: " in done.stderr


def test_questions_come_from_standard_input_and_answers_in_long_form_as_excel_reads_them(folder: Path) -> None:
    semicolons = "\ufeff" + QUESTIONS.replace(",", ";")
    done = ask("-", "agreement.pdf", "--long", data=semicolons)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("\ufeff")
    signer, price = table(done, ";")
    assert (signer["name"], signer["question"], signer["answered"]) == ("signer", "Who signed the agreement?", "true")
    assert (price["answer"], price["page"]) == ("1,250 euros", "2")


def test_a_mail_is_asked_together_with_what_is_attached_to_it(folder: Path) -> None:
    letter = mails.mail("The agreement is attached.", files={"signed.pdf": (folder / "agreement.pdf").read_bytes()})
    (folder / "letter.eml").write_bytes(letter.as_bytes())
    done = ask("questions.csv", "letter.eml", "--long")
    assert done.exit_code == 0, done.stderr
    assert [(row["file"], row["answer"], row["document"], row["page"]) for row in table(done)] == [
        ("letter.eml", "Maria Keller", "signed.pdf", "1"),
        ("letter.eml", "1,250 euros", "signed.pdf", "2"),
    ]


def test_answers_are_cut_out_of_their_pages_with_frames(folder: Path) -> None:
    done = ask("questions.csv", "agreement.pdf", "--crops", "crops/new")
    assert done.exit_code == 0, done.stderr
    (row,) = table(done)
    with Image.open(folder / row["signer crop"]) as crop:
        assert crop.width == 1200
        assert crop.height < 600
        assert [color for _, color in crop.getcolors(1 << 20) or [] if color[0] - color[2] > 60]


def test_statuses_tell_a_script_what_happened(folder: Path) -> None:
    (folder / "rivers.csv").write_text("Which river flows through Cairo?\n")
    assert ask("rivers.csv", "agreement.pdf").exit_code == 3
    (folder / "wrong.csv").write_text("question,name\nWho?,a\nWhen?,a\n")
    twice = ask("wrong.csv", "agreement.pdf")
    assert (twice.exit_code, twice.stdout) == (1, "")
    assert "wrong.csv has 'a' twice" in twice.stderr
    (folder / "long.csv").write_text("Who? " * 1000)
    assert "longer than the" in ask("long.csv", "agreement.pdf").stderr
    assert ask("questions.csv").exit_code == 2
    assert ask("questions.csv", "agreement.pdf", "--json").exit_code == 2
    away = ask("questions.csv", "agreement.pdf", "--base", "http://127.0.0.1:9")
    assert away.exit_code == 4
    assert "No service answers" in away.stderr


def test_a_question_without_a_file_of_questions_is_asked_as_ever(folder: Path) -> None:
    def plain(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["ask", *arguments])

    assert "Maria Keller" in plain("Who signed the agreement?", "agreement.pdf").stdout
    for wrong, word in (
        (("Who?", "nowhere.pdf"), "nowhere.pdf"),
        ((), "QUESTION"),
        (("Who?", "agreement.pdf", "--long"), "--csv"),
    ):
        refused = plain(*wrong)
        assert (refused.exit_code, word in refused.stderr) == (2, True), refused.stderr
