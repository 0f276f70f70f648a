"""Looks over made documents: every question's keys are there once, and nothing is empty.

``python -m training.made.check [records|prose] [--show kind language] [count]``
"""

import random
import sys
import time
from collections import Counter

from training.made import prose, records
from training.made.model import LANGUAGES, Field, Made, Table, runs

GROUPS = {"records": records.KINDS, "prose": prose.KINDS}


def answer(made: Made, keys: tuple[str, ...]) -> str:
    """The text from the first key to the last."""
    found, inside = [], False
    for block in made.blocks:
        for run in runs(block):
            for part in run:
                inside = inside or part.key == keys[0]
                if inside:
                    found.append(part.text)
                if part.key == keys[-1]:
                    return "".join(found)
            if inside:
                found.append(" ")
    raise KeyError(keys)


def faults(made: Made) -> list[str]:
    """What is wrong with a document."""
    keys = Counter(part.key for block in made.blocks for run in runs(block) for part in run if part.key)
    found = [f"key {key} stands {count} times" for key, count in keys.items() if count > 1]
    for question in made.questions:
        if any(keys[key] != 1 for key in question.keys):
            found.append(f"{question.text!r}: keys {question.keys} are not there once")
        elif question.keys:
            text = answer(made, question.keys)
            if not text.strip() or text != text.strip():
                found.append(f"{question.text!r}: answer {text!r}")
            elif len(text) > 400:
                found.append(f"{question.text!r}: the answer has {len(text)} characters")
        if not question.text.strip() or "{" in question.text or "}" in question.text:
            found.append(f"question {question.text!r}")
    for block in made.blocks:
        if isinstance(block, Table):
            width = {len(row) for row in block.rows} | ({len(block.header)} if block.header else set())
            if len(width) != 1:
                found.append(f"a table has rows of {width} cells")
    if len(made.questions) < 3:
        found.append(f"only {len(made.questions)} questions")
    return found


def show(made: Made) -> str:
    """The document and its questions as text to read."""
    lines = [f"##### {made.kind} {made.language}"]
    for block in made.blocks:
        texts = ["".join(part.text for part in run) for run in runs(block)]
        if isinstance(block, Table):
            lines.append(" | ".join(block.header))
            for number, row in enumerate(block.rows):
                lines += [f"-- {block.groups[number]}"] if number in block.groups else []
                lines.append(" | ".join("".join(part.text for part in run) for run in row))
        elif isinstance(block, Field):
            box = "" if block.checked is None else "[x] " if block.checked else "[ ] "
            lines.append(f"{texts[0]}: {box}{texts[1]}")
        else:
            lines += texts
    for question in made.questions:
        lines.append(
            f"  ? [{question.language} {question.kind}] {question.text}  =>  "
            f"{answer(made, question.keys) if question.keys else '-'}"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Checks some documents of every kind and language, and tells their numbers."""
    names = [name for name in arguments if name in GROUPS] or [*GROUPS]
    count = next((int(text) for text in arguments if text.isdigit()), 40)
    wanted = arguments[arguments.index("--show") + 1 :] if "--show" in arguments else []
    bad = 0
    for name in names:
        for kind, make in GROUPS[name].items():
            if wanted and kind not in wanted:
                continue
            started, questions, none, documents = time.perf_counter(), 0, 0, 0
            for language in LANGUAGES:
                if wanted and len(wanted) > 1 and not {*LANGUAGES} & {language} & {*wanted}:
                    continue
                for seed in range(1 if wanted else count):
                    made = make(random.Random(f"{seed} {kind} {language}{len(wanted)}"), language)
                    documents += 1
                    questions += len(made.questions)
                    none += sum(not question.keys for question in made.questions)
                    for fault in faults(made):
                        bad += 1
                        if bad < 60:
                            print(f"{kind} {language} {seed}: {fault}")
                    if wanted:
                        print(show(made))
            taken = (time.perf_counter() - started) * 1000 / max(1, documents)
            print(
                f"{name:8} {kind:14} {questions / max(1, documents):5.1f} questions, "
                f"{none / max(1, questions):4.0%} without an answer, {taken:4.1f} ms a document"
            )
    print(f"{bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
