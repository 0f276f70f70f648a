"""Run by an interpreter with transformers 4.57: its question-answering pipeline over a text, page by page.

Reads {"model": FOLDER or null, "pages": [...], "questions": [...]} from standard input and writes one
{"text", "page", "seconds"} a question. Without a model it makes one of DistilBERT's shape with random weights,
whose speed is that of any other.
"""

import json
import sys
import tempfile
import time


def main() -> None:
    """Answer."""
    import torch
    from transformers import (
        AutoModelForQuestionAnswering,
        AutoTokenizer,
        DistilBertConfig,
        DistilBertForQuestionAnswering,
        PreTrainedTokenizerFast,
        pipeline,
    )

    asked = json.load(sys.stdin)
    torch.set_num_threads(asked["threads"])
    if asked["model"]:
        model = AutoModelForQuestionAnswering.from_pretrained(asked["model"]).float()
        tokenizer = AutoTokenizer.from_pretrained(asked["model"])
    else:
        model = DistilBertForQuestionAnswering(DistilBertConfig(vocab_size=30522))
        special = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
        with tempfile.TemporaryDirectory():
            tokenizer = PreTrainedTokenizerFast(
                tokenizer_file=asked["tokenizer"], model_input_names=["input_ids", "attention_mask"], **special
            )
    asks = pipeline("question-answering", model=model.eval(), tokenizer=tokenizer, device="cpu")
    answers = []
    for question in asked["questions"]:
        started = time.perf_counter()
        found = [
            {
                **asks(question=question, context=page, max_seq_len=384, doc_stride=128, max_answer_len=30),
                "page": number,
            }
            for number, page in enumerate(asked["pages"], 1)
        ]
        best = max(found, key=lambda answer: answer["score"])
        answers.append({"text": best["answer"], "page": best["page"], "seconds": time.perf_counter() - started})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
