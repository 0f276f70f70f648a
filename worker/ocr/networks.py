"""RapidOCR's two networks, on OpenVINO where it is installed and on ONNX Runtime elsewhere.

Both runtimes do the same work. Pixels go in as they come (``uint8``, BGR), and the recognizer answers only with the
best character of every column, out of those that can occur: its own table of 18,710 characters would cost a quarter
of the time, and put Chinese characters into English receipts.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from worker.ocr.detector_head import fold_head
from worker.ocr.int8 import activation_ranges_of, quantize
from worker.ocr.page_transform import Image

MEAN = SCALE = 127.5
"""The networks take pixels from -1 to 1."""

LINE_HEIGHT = 48
"""Pixels of a line image's height."""


class Columns(NamedTuple):
    """What the recognizer sees in the columns of one line, from left to right (8 pixels a column)."""

    classes: NDArray[np.intp]
    probabilities: NDArray[np.float32]
    others: NDArray[np.intp] | None = None
    """The likeliest classes of each column in any order, ``[columns, GUESSES]``; None where only the best is known."""
    other_probabilities: NDArray[np.float32] | None = None


GUESSES = 3
"""Classes of a column that are told, the best one among them."""


class TextDetector(Protocol):
    """Finds text."""

    def __call__(self, image: Image) -> NDArray[np.float32]:
        """The probability of text at every pixel of ``[height, width, 3]``; both multiples of 32."""
        ...


class LineRecognizer(Protocol):
    """Reads lines."""

    def __call__(self, lines: Sequence[Image]) -> list[Columns]:
        """The columns of every ``[48, width, 3]`` line image; classes number the characters it was made for."""
        ...


class Runtime(Protocol):
    """Loads the networks. Threads are those of one inference, or of all lines that are read at once."""

    name: str

    def alphabet(self, model: Path) -> list[str]:
        """The characters of a recognizer, without its first class (nothing) and its last (the space)."""
        ...

    def detector(self, model: Path) -> TextDetector:
        """Load a detector."""
        ...

    def recognizer(self, model: Path, classes: NDArray[np.intp], odds: NDArray[np.float32]) -> LineRecognizer:
        """Load a recognizer that sees only these of its classes, each as likelier as ``odds`` say."""
        ...


def runtime(threads: int) -> Runtime:
    """OpenVINO, or ONNX Runtime where there is no OpenVINO for the platform."""
    return OpenVino(threads) if importlib.util.find_spec("openvino") else OnnxRuntime(threads)


# ---- OpenVINO


class OpenVino:
    """Inference by OpenVINO, in bfloat16 and int8 where the processor has both."""

    name = "OpenVINO"

    # Networks compile code for every shape they meet and keep it: few are kept, so that memory stays bounded.
    SHAPES_KEPT = 64

    def __init__(self, threads: int) -> None:
        import openvino

        self._core = openvino.Core()
        self._threads = threads
        fast = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = "bf16" if fast else "f32"

    def alphabet(self, model: Path) -> list[str]:
        """See `Runtime`."""
        listed = self._core.read_model(model).get_rt_info(["framework", "character"])
        return str(listed.value).splitlines()

    def detector(self, model: Path) -> TextDetector:
        """See `Runtime`."""
        network = self._from_pixels(fold_head(self._core.read_model(model)))
        compiled = self._compile(network, streams=1, shapes=0)
        request = compiled.create_infer_request()

        def detect(image: Image) -> NDArray[np.float32]:
            request.infer([image[None]])
            return np.array(request.get_output_tensor(0).data[0, 0], np.float32)

        return detect

    def recognizer(self, model: Path, classes: NDArray[np.intp], odds: NDArray[np.float32]) -> LineRecognizer:
        """See `Runtime`."""
        from openvino import AsyncInferQueue

        # A stream a thread: lines are short, and threads that share one spend a fifth of their time waiting.
        network = self._core.read_model(model)
        if self._precision == "bf16":  # such processors multiply int8 twice as fast again
            quantize(network, activation_ranges_of(model))
        network = self._from_pixels(self._best_only(network, classes, odds))
        queue = AsyncInferQueue(self._compile(network, streams=self._threads, shapes=self.SHAPES_KEPT), self._threads)

        def recognize(lines: Sequence[Image]) -> list[Columns]:
            seen: list[Columns] = [Columns(np.empty(0, np.intp), np.empty(0, np.float32))] * len(lines)

            def keep(request: Any, index: int) -> None:
                best, classes, best_probabilities, probabilities = (
                    request.get_output_tensor(i).data[0] for i in range(4)
                )
                seen[index] = Columns(
                    best[:, 0].astype(np.intp),
                    best_probabilities[:, 0].astype(np.float32),
                    classes.astype(np.intp),
                    probabilities.astype(np.float32),
                )

            queue.set_callback(keep)
            for index, line in enumerate(lines):
                queue.start_async([line[None]], index)
            queue.wait_all()
            return seen

        return recognize

    def _compile(self, network: Any, *, streams: int, shapes: int) -> Any:
        options = {
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": streams,
            "INFERENCE_PRECISION_HINT": self._precision,
            "CPU_RUNTIME_CACHE_CAPACITY": shapes,
            # Every process would bind its threads to the same first cores, and leave the others idle.
            "ENABLE_CPU_PINNING": False,
        }
        return self._core.compile_model(network, "CPU", options)

    @staticmethod
    def _from_pixels(network: Any) -> Any:
        """The network with conversion from pixels as its first step."""
        from openvino import Layout, Type
        from openvino.preprocess import PrePostProcessor

        steps = PrePostProcessor(network)
        steps.input().tensor().set_element_type(Type.u8).set_layout(Layout("NHWC"))
        steps.input().model().set_layout(Layout("NCHW"))
        steps.input().preprocess().convert_element_type(Type.f32).mean(MEAN).scale(SCALE)
        return steps.build()

    @staticmethod
    def _best_only(network: Any, classes: NDArray[np.intp], odds: NDArray[np.float32]) -> Any:
        """The network with a last layer of these classes only, of which the best and the likeliest few come out."""
        from openvino import Model
        from openvino import opset13 as ops

        last = [node for node in network.get_ordered_ops() if node.get_type_name() == "MatMul"][-1]
        bias = next(iter(last.output(0).get_target_inputs())).get_node()
        weights, offsets = (node.input_value(1).get_node().data for node in (last, bias))
        trimmed = ops.matmul(last.input_value(0), ops.constant(np.ascontiguousarray(weights[:, classes])), False, False)
        scores = ops.softmax(ops.add(trimmed, ops.constant(offsets[classes] + np.log(odds))), 2)
        # Of equals, several that are asked for come in another order than one; in order, they take longer.
        best, likely = (ops.topk(scores, ops.constant(np.int64(count)), 2, "max", "none") for count in (1, GUESSES))
        outputs = (best.output(1), likely.output(1), best.output(0), likely.output(0))
        return Model([ops.result(output) for output in outputs], network.get_parameters())


# ---- ONNX Runtime


class OnnxRuntime:
    """Inference by ONNX Runtime."""

    name = "ONNX Runtime"

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def _session(self, model: Path) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # an arena keeps the largest page for ever
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def alphabet(self, model: Path) -> list[str]:
        """See `Runtime`."""
        return str(self._session(model).get_modelmeta().custom_metadata_map["character"]).splitlines()

    def detector(self, model: Path) -> TextDetector:
        """See `Runtime`."""
        session = self._session(model)

        def detect(image: Image) -> NDArray[np.float32]:
            return np.asarray(_run(session, image)[0, 0], np.float32)

        return detect

    def recognizer(self, model: Path, classes: NDArray[np.intp], odds: NDArray[np.float32]) -> LineRecognizer:
        """See `Runtime`."""
        session = self._session(model)

        def recognize(lines: Sequence[Image]) -> list[Columns]:
            return [columns(_run(session, line)[0]) for line in lines]

        def columns(scores: NDArray[np.float32]) -> Columns:
            scores = scores[:, classes] * odds
            probabilities = scores / scores.sum(1, keepdims=True).clip(1e-9)
            likely = np.argpartition(-scores, GUESSES, 1)[:, :GUESSES]
            best = scores.argmax(1)
            return Columns(
                best, probabilities[np.arange(len(best)), best], likely, np.take_along_axis(probabilities, likely, 1)
            )

        return recognize


def _run(session: Any, image: Image) -> NDArray[np.float32]:
    pixels = ((image.astype(np.float32) - MEAN) / SCALE).transpose(2, 0, 1)[None]
    output: NDArray[np.float32] = session.run(None, {"x": np.ascontiguousarray(pixels)})[0]
    return output
