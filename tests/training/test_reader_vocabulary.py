"""The encoder's file, and the pieces of its vocabulary that stay."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.reader_encoder import HIDDEN, PIECES, write
from training.reader.encoder import Encoder, load_pruned
from training.reader.vocabulary import build_tokenizer, count_pieces, keep, piece_script, prune
from training.reader.windows import load_tokenizer

LATIN = "The total of the invoice was 1.250,00 € and die Größe is “unbekannt”: señor Peña, città, façade."


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder(write(tmp_path_factory.mktemp("encoder") / "encoder.bin"))


def test_the_tokenization_of_latin_text_stays(encoder: Encoder, tmp_path: Path) -> None:
    prune(encoder, [LATIN], tmp_path, limit=len(PIECES))

    whole, pruned = build_tokenizer(encoder.pieces, encoder.scores), load_tokenizer(tmp_path / "tokenizer.json")

    assert pruned.encode(LATIN).tokens == whole.encode(LATIN).tokens


def test_each_piece_keeps_its_embedding(encoder: Encoder, tmp_path: Path) -> None:
    count = prune(encoder, [LATIN], tmp_path, limit=60)

    config, weights = load_pruned(tmp_path)
    kept = load_tokenizer(tmp_path / "tokenizer.json").get_vocab()
    whole = encoder.weights(np.arange(len(PIECES)))["bert.embeddings.word_embeddings.weight"]
    embeddings = weights["bert.embeddings.word_embeddings.weight"]
    assert config["vocab_size"] == count == len(kept) == len(embeddings)
    assert embeddings.shape == (count, HIDDEN)
    for piece, number in kept.items():
        assert np.array_equal(embeddings[number], whole[PIECES.index(piece)]), piece


def test_a_rare_piece_of_a_script_that_is_not_trained_goes_and_a_frequent_one_stays() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁договор", *["▁word"] * 45_000, "▁соглашение", "คำ"]

    kept = [pieces[i] for i in keep(pieces, np.zeros(len(pieces), np.int64), limit=10)]

    assert "▁договор" in kept
    assert "▁соглашение" not in kept
    assert "คำ" not in kept
    assert len(kept) == 10


def test_a_latin_piece_of_the_training_texts_stays_however_rare_it_is_elsewhere() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁often", "▁sometimes", "▁Kündigungsfrist"]
    tokenizer = build_tokenizer(pieces, [-1.0] * len(pieces))

    counts = count_pieces(tokenizer, ["Kündigungsfrist " * 4])

    assert pieces[keep(pieces, counts, limit=5)[-1]] == "▁Kündigungsfrist"


@pytest.mark.parametrize(
    ("piece", "script"), [("▁été", "LATIN"), ("▁1.2", "mark"), ("▁дом", "CYRILLIC"), ("aж", "mixed"), ("漢", "CJK")]
)
def test_a_piece_is_of_the_script_of_its_letters(piece: str, script: str) -> None:
    assert piece_script(piece) == script


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ValueError, match="no file of 4-bit weights"):
        Encoder(tmp_path / "other.bin")
