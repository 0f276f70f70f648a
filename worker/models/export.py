"""From a model of `AutoModelForQuestionAnswering` to an int8 ONNX graph that gives the same answers.

Exporters can build a wrong graph without a word. So the float graph must give the model's own logits, on inputs
of other lengths than it was traced with, and the int8 graph the float one's answers, before either is kept.
Needs the torch extra.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import AutoModelForQuestionAnswering

from worker.answering import spans
from worker.answering.reader import Logits
from worker.answering.windows import Window
from worker.models.equalize import Floats, equalize, products, quantize_embeddings

MAX_FLOAT_DIFFERENCE = 1e-3
"""Between the logits of a float graph and of the model it was made from: rounding only."""

OPSET = 18


class ExportFailed(Exception):
    """The graph does not do what the model does."""


class _Graph(torch.nn.Module):  # type: ignore[misc, unused-ignore]
    """The model with its inputs by position and its two outputs, as exporters want it."""

    def __init__(self, model: torch.nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits, each of shape (batch, tokens)."""
        out = self.model(**dict(zip(self.names, inputs, strict=True)))
        return out.start_logits, out.end_logits


def load(folder: Path) -> Any:
    """The model of a folder in a hub's layout, in float32."""
    model = AutoModelForQuestionAnswering.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype=torch.float32, attn_implementation="eager"
    )
    return model.eval()


def inputs(model: Any) -> list[str]:
    """The names of the model's inputs."""
    types = ["token_type_ids"] if getattr(model.config, "type_vocab_size", 0) > 1 else []
    return ["input_ids", "attention_mask", *types]


def export_float(model: Any, target: Path) -> float:
    """Write the float graph; returns its greatest difference from the model. Raises ExportFailed above rounding."""
    names = inputs(model)
    # Three distinct tensors: given one for several inputs, the exporter takes the inputs for one.
    ids = torch.randint(10, model.config.vocab_size, (2, 48), generator=torch.Generator().manual_seed(0))
    mask = torch.ones(2, 48, dtype=torch.long)
    mask[1, 40:] = 0
    types = torch.zeros(2, 48, dtype=torch.long)
    types[:, 9:] = 1
    example = (ids, mask, types)[: len(names)]
    shape = {0: torch.export.Dim("batch", min=1, max=256), 1: torch.export.Dim("tokens", min=2, max=512)}
    with warnings.catch_warnings():
        # It warns at length that inputs share their dimensions, which is intended.
        warnings.simplefilter("ignore")
        _trace(model, names, example, shape, target)
    difference = _difference(model, names, target)
    if not difference < MAX_FLOAT_DIFFERENCE:
        raise ExportFailed(f"The exported graph's logits differ from the model's by {difference:.2g}.")
    return difference


def _trace(
    model: Any, names: Sequence[str], example: tuple[torch.Tensor, ...], shape: dict[int, Any], target: Path
) -> None:
    torch.onnx.export(
        _Graph(model, names),
        example,
        target,
        input_names=names,
        output_names=["start_logits", "end_logits"],
        # The graph takes its inputs as one variadic argument.
        dynamic_shapes=((shape,) * len(names),),
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _difference(model: Any, names: Sequence[str], graph: Path) -> float:
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    greatest = 0.0
    for seed, (batch, tokens) in enumerate(((1, 7), (3, 101), (2, min(384, _max_positions(model))))):
        chosen = torch.Generator().manual_seed(seed)
        ids = torch.randint(10, model.config.vocab_size, (batch, tokens), generator=chosen)
        types = (torch.arange(tokens) > tokens // 4).long().expand(batch, tokens).contiguous()
        feed = dict(zip(names, (ids, torch.ones_like(ids), types), strict=False))
        with torch.inference_mode():
            expected = model(**feed)
        start, end = session.run(None, {name: tensor.numpy() for name, tensor in feed.items()})
        for got, wanted in ((start, expected.start_logits), (end, expected.end_logits)):
            greatest = max(greatest, float(np.abs(got - wanted.numpy()).max()))
    return greatest


def _max_positions(model: Any) -> int:
    # Models of RoBERTa's kind count positions from behind the padding token.
    return int(getattr(model.config, "max_position_embeddings", 512)) - 2


def quantize(graph: Path, target: Path, windows: Sequence[Window]) -> None:
    """Write the graph with int8 weights per channel, activations scaled as they come.

    ``windows`` show how large its activations get: as long ones as it will read, and of the same kinds.
    """
    prepared = target.with_suffix(".prepared")
    quant_pre_process(str(graph), str(prepared), skip_symbolic_shape=True)
    model = onnx.load(str(prepared))
    in_float = equalize(model.graph, largest_activations(prepared, windows))
    quantize_embeddings(model.graph)
    onnx.save(model, str(prepared))
    quantize_dynamic(
        str(prepared),
        str(target),
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=in_float,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=False,
    )
    prepared.unlink()


def largest_activations(graph: Path, windows: Sequence[Window]) -> dict[str, Floats]:
    """The largest absolute values of each channel that a product with weights gets, by the activations' names."""
    model = onnx.load(str(graph))
    names = list(products(model.graph))
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    largest: dict[str, Floats] = {}
    for window in windows:
        values = session.run(names, _feed(session, window))
        for name, value in zip(names, values, strict=True):
            most = np.abs(value).reshape(-1, value.shape[-1]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, most), most)
    return largest


def run(graph: Path, windows: Sequence[Window]) -> list[Logits]:
    """The logits of each window by a graph."""
    options = onnxruntime.SessionOptions()
    # So that what int8 costs is the same on every CPU: without VNNI, sums of products overflow in the faster kernels.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    found = []
    for window in windows:
        start, end = session.run(None, _feed(session, window))
        found.append(Logits(start[0], end[0]))
    return found


def _feed(session: Any, window: Window) -> dict[str, NDArray[np.int64]]:
    """What the graph of ``session`` takes of a window."""
    feed = {
        "input_ids": window.ids[None],
        "attention_mask": np.ones((1, len(window.ids)), np.int64),
        "token_type_ids": window.types[None],
    }
    return {given.name: feed[given.name] for given in session.get_inputs()}


def best(window: Window, logits: Logits, max_tokens: int) -> spans.ScoredSpan:
    """The best span of a window."""
    return spans.best_spans(window, logits, max_tokens, 1)[0]
