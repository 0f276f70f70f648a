import json
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.training.test_examples import PAID, article
from training.evaluate import Result, best_f1, evaluate, main, summary
from worker.answering.manifest import BUNDLED
from worker.answering.reader_registry import load_reader


def test_a_right_answer_counts_in_full() -> None:
    reader = load_reader(Settings(threads=1))

    (result,) = evaluate(reader, article("Who was the mayor?", "Ada Quill"))

    assert result.answerable
    assert (result.exact, result.f1) == (1.0, 1.0)
    assert result.margin is not None


def test_the_best_threshold_withholds_what_is_wrong_and_no_more() -> None:
    results = [Result(True, 1.0, 1.0, 5.0), Result(True, 0.0, 0.5, 3.0), Result(False, 0.0, 0.0, 1.0)]

    assert best_f1(results) == pytest.approx((1.0 + 0.5 + 1.0) / 3)
    assert "exact match 50.0, F1 75.0 of 2 answerable" in summary(results)


def test_a_file_is_measured_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    squad = tmp_path / "accounts.json"
    squad.write_text(json.dumps(article("How many crowns were paid?", "340 crowns")))

    assert main([str(BUNDLED), str(squad), "--threads", "1"]) == 0
    assert capsys.readouterr().out.startswith("accounts: 1 questions; exact match")
    assert "340 crowns" in PAID
