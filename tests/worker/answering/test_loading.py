from pathlib import Path

import pytest

from shared.errors import ModelMissing
from shared.settings import Settings
from tests.worker.answering.conftest import document
from worker.answering import language
from worker.answering.loading import load
from worker.answering.session import answer


def test_what_is_loaded_answers() -> None:
    reader = load(Settings())

    found = answer("How much is the rent?", [document("lease", ["The rent is 450 EUR a month."])], reader, 1)

    assert found.answers[0].text == "450 EUR"


def test_a_model_that_is_absent_fails_loading_and_not_the_first_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "MODEL", tmp_path / "model.npz")
    language.detector.cache_clear()

    with pytest.raises(ModelMissing, match="languages"):
        load(Settings())
