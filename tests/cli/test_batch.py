"""Files of questions, and sheets of answers that no spreadsheet computes."""

import codecs
import csv
import io
from pathlib import Path

import pytest

from cli.batch import questions, tables
from cli.batch.asking import FileAnswers
from cli.batch.questions import Question, UnusableQuestions
from cli.batch.sheet import Sheet, guarded


def asked(data: bytes) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in questions.parse(data).rows]


def test_each_row_is_a_question_with_its_commas() -> None:
    text = 'Who, if anyone, signed it?\n\n"What is ""net""; and when?"\n'
    expected = ["Who, if anyone, signed it?", 'What is "net"; and when?']
    assert asked(text.encode()) == [(one, one) for one in expected]
    assert asked(b"Question\r\n" + text.encode()) == [(one, one) for one in expected]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_header_names_the_columns_in_any_order(delimiter: str) -> None:
    rows = [["Name", "Note", "Question"], ["signer", "x", "Who signed it?"], ["", "", "When?"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    parsed = questions.parse(text.encode())
    assert parsed.rows == (Question("signer", "Who signed it?"), Question("When?", "When?"))
    assert parsed.delimiter == delimiter


def test_what_excel_writes_is_understood_and_answered_alike() -> None:
    table = "question;name\r\nWer hat unterschrieben?;Käufer\r\n"
    for data in (codecs.BOM_UTF8 + table.encode(), table.encode("utf-16")):
        parsed = questions.parse(data)
        assert parsed.rows == (Question("Käufer", "Wer hat unterschrieben?"),)
        assert (parsed.delimiter, parsed.byte_order_mark) == (";", True)
    assert not questions.parse(table.encode()).byte_order_mark


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "has no question"),
        (b"question,name\n", "has no question"),
        (b"question,name\n,signer\n", "has no question in line 2"),
        (b"question,name\nWho, if anyone?,signer\n", "too many columns in line 2"),
        (b"Who?\nWhen?\nwho?\n", "has 'who?' twice"),
        ("Wer hat für uns unterschrieben?".encode("cp1252"), "not in UTF-8"),
        (b'question,name\n"Who?,signer\n', "an error in line"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnusableQuestions, match=sentence.replace("?", r"\?")):
        questions.parse(data)


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.5", "+3", "-1,250.00", "-4%", "Keller", "a=b", ""])
def test_what_computes_to_itself_is_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_cells_are_quoted_so_that_no_other_separator_parts_them() -> None:
    out = io.BytesIO()
    sheet = Sheet(out, byte_order_mark=True)
    sheet.write(["name", "answer"])
    sheet.write(['x;=cmd"', "two\nlines", 3, 0.5, True, None])
    written = out.getvalue()
    assert written.count(codecs.BOM_UTF8) == 1
    text = written.decode("utf-8-sig")
    assert text.splitlines()[1] == '"x;=cmd""","two lines","3","0.5","true",""'
    assert next(iter(csv.reader(io.StringIO(text)))) == ["name", "answer"]


def test_a_file_that_was_not_read_has_its_error_in_a_row_of_either_form() -> None:
    rows = [Question("signer", "Who?"), Question("date", "When?")]
    failed = FileAnswers(Path("a/b.pdf"), None, (), "It is damaged.")
    for crops in (None, {}):
        wide = tables.wide_row(failed, rows, crops)
        assert wide[:2] == ["a/b.pdf", "It is damaged."]
        assert len(wide) == len(tables.wide_header(rows, crops=crops is not None))
        long = list(tables.long_rows(failed, rows, crops))
        assert [row[-1] for row in long] == ["It is damaged."] * 2
        assert {len(row) for row in long} == {len(tables.long_header(crops=crops is not None))}
