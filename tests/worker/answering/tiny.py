"""A small model with random weights, the same wherever it is made: what readers are compared on.

Its weights come from numpy, whose generators give the same numbers on every machine and in every version of torch.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

CONFIG = {
    "architectures": ["BertForQuestionAnswering"],
    "model_type": "bert",
    "vocab_size": 400,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "pad_token_id": 0,
}
SEED = 20
# Wide enough that no two spans score alike.
SPREAD = 0.4

TEXT = (
    "The harbour of Brannock was built between 1821 and 1834 by the engineer Ada Quill. It holds sixty-two boats and "
    "lies below the old lighthouse, which was moved 40 metres inland in 1902. Herring was landed there until the war; "
    "today the ferry to Saint-Orm leaves at 7.15 every morning, and the ice house sells crabs, prawns and smoked eel."
)
LONG_TEXT = " ".join(
    f"In the year {1700 + 7 * n} the council of Brannock paid {n * 13 + 5} crowns for {work} near the {place}."
    for n, (work, place) in enumerate(
        (work, place)
        for place in ("quay", "mill", "market", "chapel")
        for work in ("new ropes", "a stone wall", "two lanterns", "dredging")
    )
)
QUESTIONS = (
    "Who built the harbour of Brannock?",
    "When does the ferry to Saint-Orm leave?",
    "How far was the lighthouse moved?",
    "What did the council pay for in 1742?",
)


def make(folder: Path) -> Path:
    """Write the model in a hub's layout: config.json, tokenizer files and model.safetensors."""
    import torch
    from safetensors.torch import save_file
    from transformers import BertConfig, BertForQuestionAnswering

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    config: Any = BertConfig(**{k: v for k, v in CONFIG.items() if k not in ("architectures", "model_type")})
    model = BertForQuestionAnswering(config)
    rng = np.random.default_rng(SEED)
    state = {}
    for name, tensor in sorted(model.state_dict().items()):
        if tensor.dtype.is_floating_point:
            values = rng.normal(0, SPREAD, tuple(tensor.shape)).astype(np.float32)
            state[name] = torch.from_numpy(values + (1 if name.endswith("LayerNorm.weight") else 0))
        else:
            state[name] = tensor
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer().save(str(folder / "tokenizer.json"))
    names = {
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizerFast", "model_max_length": 512, **names})
    )
    return folder


def tokenizer() -> Tokenizer:
    """A WordPiece tokenizer of letters, digits, pairs of letters and some words: most words are several pieces."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *".,;:?'-"]
    pieces += ["the", "was", "of", "in", "and", "for", "year", "council", "harbour", "paid", "crowns"]
    pieces += [f"##{a}{b}" for a in "aeiou" for b in "bcdfghklmnprst"]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return made
