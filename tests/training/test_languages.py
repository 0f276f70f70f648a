import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from training import languages
from worker.answering.language import STEMMERS, Detector, detector

TEXTS = (
    "The tenant shall pay the rent on the first day of each month.",
    "Die Miete ist am ersten Werktag eines jeden Monats fällig.",
    "LE LOYER EST DÛ LE PREMIER JOUR DE CHAQUE MOIS.",
    "L'inquilino paga l'affitto il primo giorno di ogni mese.",
    "O inquilino paga a renda até ao dia 8.",
    "Ενοίκιο: 450,00 € τον μήνα",
    "Арендатор платит каждый месяц.",
    "Kiracı kirayı her ayın ilk günü öder.",
    "Wypełnij formularz i podpisz go.",
    "cafe\u0301, 12 %",
    "no",
    "日本語のテキスト",
)


@pytest.fixture(scope="module")
def original() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(STEMMERS))
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_taken_for_what_the_package_takes_it_for(original: LanguageIdentifier, text: str) -> None:
    expected, probability = original.classify(text)

    language, found = detector().classify(text)

    assert language == expected
    assert found == pytest.approx(probability, abs=1e-4)


def test_the_bundled_model_is_made_again(tmp_path) -> None:
    target = tmp_path / "model.npz"

    assert languages.main(["--to", str(target)]) == 0

    made, bundled = Detector.read(target), detector()
    assert made.languages == bundled.languages
    assert all(made.classify(text) == bundled.classify(text) for text in TEXTS)
    with np.load(target) as stored:
        assert (np.diff(stored["keys"].astype(np.int64)) > 0).all()
