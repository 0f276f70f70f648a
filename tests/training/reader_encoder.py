"""A tiny encoder in the format of the 4-bit weights, with random numbers: what the reader's tests train."""

import struct
from pathlib import Path

import numpy as np

from training.reader.encoder import BLOCK_BYTES, BLOCK_WEIGHTS

HIDDEN, LAYERS, HEADS, INTERMEDIATE, POSITIONS, TYPES = 32, 2, 4, 64, 512, 2
LATIN_WORDS = (
    "the",
    "of",
    "to",
    "is",
    "was",
    "and",
    "die",
    "der",
    "les",
    "una",
    "van",
    "il",
    "invoice",
    "total",
    "date",
)
PIECES = [
    *("<s>", "<pad>", "</s>", "<unk>", "▁"),
    *(chr(code) for code in range(0x21, 0x7F)),
    *"äöüßéèàçñãõáíóúêâ¶•☑☐€’",
    *(f"▁{word}" for word in LATIN_WORDS),
    *("▁договор", "合同"),
]


def write(path: Path) -> Path:
    """Write the file; every piece has a score by its length, so that whole words are preferred."""
    rng = np.random.default_rng(3)
    tensors: dict[str, bytes] = {}

    def matrix(name: str, rows: int, columns: int) -> None:
        count = rows * columns // BLOCK_WEIGHTS
        blocks = np.zeros((count, BLOCK_BYTES), np.uint8)
        blocks[:, :2] = rng.uniform(0.01, 0.02, (count, 1)).astype("<f2").view(np.uint8)
        blocks[:, 2:] = rng.integers(0, 256, (count, BLOCK_BYTES - 2))
        tensors[name] = blocks.tobytes()

    def vector(name: str, values: np.ndarray) -> None:
        tensors[name] = values.astype("<f4").tobytes()

    vocabulary = len(PIECES) + 3  # the real file has more rows than pieces
    matrix("emb.word", vocabulary, HIDDEN)
    vector("emb.pos", rng.normal(0, 0.02, POSITIONS * HIDDEN))
    vector("emb.type", rng.normal(0, 0.02, TYPES * HIDDEN))
    norms = ["emb.ln", *(f"l{layer}.{norm}" for layer in range(LAYERS) for norm in ("aln", "oln"))]
    for norm in norms:
        vector(f"{norm}.w", np.ones(HIDDEN))
        vector(f"{norm}.b", np.zeros(HIDDEN))
    for layer in range(LAYERS):
        for short, rows, columns in (
            *((name, HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")),
            ("fi", INTERMEDIATE, HIDDEN),
            ("fo", HIDDEN, INTERMEDIATE),
        ):
            matrix(f"l{layer}.{short}.w", rows, columns)
            vector(f"l{layer}.{short}.b", np.zeros(rows))

    texts = [piece.encode() for piece in PIECES]
    blob = b"".join(texts)
    offsets = np.cumsum([0, *map(len, texts)])
    head = b"E5S1" + struct.pack("<i", 1)
    head += struct.pack("<7if", HIDDEN, LAYERS, HEADS, INTERMEDIATE, vocabulary, POSITIONS, TYPES, 1e-12)
    head += struct.pack("<i", BLOCK_WEIGHTS) + struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += offsets.astype("<u4").tobytes() + np.array([_score(p) for p in PIECES], "<f4").tobytes() + blob
    head += struct.pack("<iI", 0, 0) + struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 1 + 4 + 16 for name in tensors)
    entries = b""
    for name, body in tensors.items():
        count = len(body) // 4
        entries += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, count, at, len(body))
        at += len(body)
    path.write_bytes(head + entries + b"".join(tensors.values()))
    return path


def _score(piece: str) -> float:
    return -1.0 if piece.startswith("▁") and len(piece) > 1 else -5.0
