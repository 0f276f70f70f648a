"""Record what the question-answering pipeline of transformers 4.57 says of the small random model.

    python tests/worker/answering/record_pipeline.py

Run it in an environment with transformers 4.57 (later versions have no such pipeline), torch and tokenizers. It
writes recorded_pipeline.json beside itself, which the tests compare the span decoder with.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MOST = 20
LONGEST = 15
WINDOW = 96
STRIDE = 24


def main() -> None:
    """Record."""
    sys.path.insert(0, str(HERE))
    import tiny
    import transformers
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer, pipeline

    if not transformers.__version__.startswith("4.57."):
        sys.exit(f"This records transformers 4.57, not {transformers.__version__}.")
    with tempfile.TemporaryDirectory() as folder:
        made = tiny.make(Path(folder))
        model = AutoModelForQuestionAnswering.from_pretrained(made)
        tokenizer = AutoTokenizer.from_pretrained(made)
        asks = pipeline("question-answering", model=model, tokenizer=tokenizer, device="cpu")
        cases = []
        for question in tiny.QUESTIONS:
            for context in (tiny.TEXT, tiny.LONG_TEXT):
                # One window contains it all, or several overlap.
                short = context[:240]
                whole = asks(
                    question=question, context=short, top_k=MOST, max_answer_len=LONGEST, max_seq_len=512, doc_stride=8
                )
                cases.append(
                    {
                        "question": question,
                        "short": short,
                        "long": context,
                        "one_window": [_place(answer) for answer in whole],
                        "whole": _logits(model, tokenizer(question, short)),
                        "windows": [
                            {**_logits(model, window), "best": best}
                            for window, best in _windows(asks, tokenizer, question, context)
                        ],
                    }
                )
    recorded = {
        "transformers": transformers.__version__,
        "top_k": MOST,
        "max_answer_len": LONGEST,
        "max_seq_len": WINDOW,
        "doc_stride": STRIDE,
        "cases": cases,
    }
    (HERE / "recorded_pipeline.json").write_text(json.dumps(recorded) + "\n")


def _place(answer: dict[str, Any]) -> list[int]:
    return [answer["start"], answer["end"]]


def _logits(model: Any, window: Any) -> dict[str, list[Any]]:
    """A window's tokens and the model's logits for it."""
    import torch

    names = ("input_ids", "attention_mask", "token_type_ids")
    with torch.inference_mode():
        out = model(**{name: torch.tensor([list(window[name])]) for name in names})
    return {
        "ids": list(window["input_ids"]),
        "start": [round(value, 5) for value in out.start_logits[0].tolist()],
        "end": [round(value, 5) for value in out.end_logits[0].tolist()],
    }


def _windows(
    asks: Any, tokenizer: Any, question: str, context: str
) -> Iterator[tuple[dict[str, list[int]], list[int]]]:
    """The pipeline's windows of a context, each with the best span that it finds in that window alone."""
    from transformers.data.processors.squad import SquadExample

    example = SquadExample(None, question, context, None, None, None)
    for feature in asks.preprocess(example, max_seq_len=WINDOW, doc_stride=STRIDE, padding="do_not_pad"):
        # The pipeline takes a feature apart as it runs it.
        encoding = tokenizer(
            question, context, truncation="only_second", max_length=WINDOW, stride=STRIDE,
            return_overflowing_tokens=True,
        )  # fmt: skip
        ids = feature["input_ids"][0].tolist()
        number = next(n for n, others in enumerate(encoding["input_ids"]) if others == ids)
        window = {name: encoding[name][number] for name in ("input_ids", "attention_mask", "token_type_ids")}
        best = asks.postprocess([asks.forward(feature)], top_k=1, max_answer_len=LONGEST)
        yield window, _place(best[0] if isinstance(best, list) else best)


if __name__ == "__main__":
    main()
