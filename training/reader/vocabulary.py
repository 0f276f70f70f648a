"""Which pieces of the encoder's vocabulary stay: those of the languages that are trained.

Word embeddings are most of a small multilingual model. The pieces are numbered by frequency, so a piece of a script
that is not trained is kept only if it is frequent: a name in it is then still a name, and not unknown.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from training.reader.encoder import CONFIG, TOKENIZER, WEIGHTS, Encoder, config_of

MAX_PIECES = 80_000
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""Pieces 0 to 3."""

BLANK = "▁"
"""Stands for a blank at the start of a piece."""

MIN_COUNT = 4
"""Occurrences in the training texts that keep a piece."""

MAX_MARK_NUMBER = 150_000
"""Pieces of digits, punctuation and symbols stay up to this number; beyond it, those of two characters at most."""

MAX_NUMBER = {"GREEK": 60_000, "CYRILLIC": 45_000, "ARABIC": 8_000}
"""Pieces of a script that is not trained stay up to this number."""

MAX_LETTER_NUMBER = {"CJK": 40_000, "HANGUL": 40_000}
"""Single letters of a script stay up to this number."""

ALPHABETS = frozenset({"LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "ARABIC"})
"""Scripts of which every single letter stays."""

MARK, OTHER, MIXED = "mark", "other", "mixed"
SCRIPTS = (
    *("CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"),
    *("BENGALI", "TELUGU", "TAMIL", "GEORGIAN", "ARMENIAN"),
)
COUNTED_AT_ONCE = 2000


@cache
def script(character: str) -> str:
    """The script of a letter, `MARK` for what is no letter."""
    name = unicodedata.name(character, "")
    if not name:
        return OTHER
    if "LATIN" in name:
        return "LATIN"
    found = next((script for script in SCRIPTS if name.startswith(script)), None)
    return found or (OTHER if character.isalpha() else MARK)


def piece_script(piece: str) -> str:
    """The one script of a piece's letters, `MARK` if it has no letter, `MIXED` if they are of several."""
    found = {script(character) for character in piece.replace(BLANK, "")} - {MARK}
    return MARK if not found else found.pop() if len(found) == 1 else MIXED


def keep(pieces: Sequence[str], counts: NDArray[np.int64], limit: int = MAX_PIECES) -> NDArray[np.int64]:
    """The numbers of the pieces that stay, rising. Up to ``limit``, the most frequent Latin ones fill what is left.

    ``counts``, of shape (pieces,), is how often each occurs in the texts of training.
    """
    scripts = [piece_script(piece) for piece in pieces]
    kept = {
        number
        for number, (piece, kind) in enumerate(zip(pieces, scripts, strict=True))
        if number < len(SPECIAL) or _is_kept(number, len(piece.replace(BLANK, "")), kind, int(counts[number]))
    }
    for number, kind in enumerate(scripts):
        if len(kept) >= limit:
            break
        if kind == "LATIN":
            kept.add(number)
    return np.array(sorted(kept), np.int64)


def _is_kept(number: int, length: int, kind: str, count: int) -> bool:
    if kind == MARK and (number < MAX_MARK_NUMBER or length <= 2):
        return True
    if kind in ("LATIN", MARK, MIXED) and count >= MIN_COUNT:
        return True
    if length == 1 and (kind in ALPHABETS or number < MAX_LETTER_NUMBER.get(kind, 0)):
        return True
    return number < MAX_NUMBER.get(kind, 0)


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """The tokenizer of these pieces, which writes a pair of texts as the encoder wants it."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> NDArray[np.int64]:
    """How often each piece occurs in the texts, of shape (pieces,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int64)
    waiting = list(texts)
    for start in range(0, len(waiting), COUNTED_AT_ONCE):
        part = waiting[start : start + COUNTED_AT_ONCE]
        for encoding in tokenizer.encode_batch(part, add_special_tokens=False):
            np.add.at(counts, encoding.ids, 1)
    return counts


def prune(encoder: Encoder, texts: Iterable[str], target: Path, limit: int = MAX_PIECES) -> int:
    """Write the encoder with the pieces that stay to the folder ``target``; returns their number."""
    counts = count_pieces(build_tokenizer(encoder.pieces, encoder.scores), texts)
    kept = keep(encoder.pieces, counts[: len(encoder.pieces)], limit)
    target.mkdir(parents=True, exist_ok=True)
    small = build_tokenizer([encoder.pieces[i] for i in kept], [encoder.scores[i] for i in kept])
    small.save(str(target / TOKENIZER))
    weights: dict[str, Any] = dict(encoder.weights(kept))
    np.savez(target / WEIGHTS, **weights)
    (target / CONFIG).write_text(json.dumps(config_of(encoder.shape, len(kept)), indent=1))
    return len(kept)
