"""The reader on ONNX Runtime."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from shared.errors import DeviceMissing, ModelMissing
from worker.answering.manifest import Manifest
from worker.answering.reader import Logits
from worker.answering.windows import Window, Windower

_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}

_SLOW_FUSIONS = {"cpu": ["SkipLayerNormFusion"], "cuda": []}
"""On a CPU the fused operator takes longer than those that it stands for: a tenth of a window's time."""


class OnnxReader:
    """An int8 or float ONNX graph with the inputs of its tokenizer and two outputs, start and end logits.

    Each window is a run of its own: nothing is padded, and a dynamically quantized graph scales its activations by
    all of its input, so a window's logits would depend on the windows it shares a batch with. On a CPU as many runs
    as there are threads go on at once, which takes little more than half the time of one after the other on two cores:
    the operators of one window are too small to be parted well.
    """

    def __init__(self, folder: Path, device: str, threads: int) -> None:
        self.manifest = Manifest.read(folder)
        self.model = f"{self.manifest.name}@{self.manifest.revision}"
        self.device = device
        graphs = sorted(folder.glob("*.onnx"))
        if not graphs:
            raise ModelMissing("The reader's model folder has no ONNX graph; bake the model.")
        if _PROVIDERS[device] not in onnxruntime.get_available_providers():
            raise DeviceMissing("This ONNX Runtime has no CUDA; take the torch reader or the CPU.")
        options = onnxruntime.SessionOptions()
        # The runtime's own default is a thread for each core of the machine, whatever the process may use.
        threads = threads or len(os.sched_getaffinity(0))
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Idle threads must not spin: several workers share the cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._runs = ThreadPoolExecutor(threads if device == "cpu" else 1, "reader")
        loading = self._runs.submit(
            onnxruntime.InferenceSession,
            str(graphs[0]),
            options,
            providers=[_PROVIDERS[device]],
            disabled_optimizers=_SLOW_FUSIONS[device],
        )
        # It takes as long as the graph, and both are native code.
        self.windower = Windower(folder, self.manifest)
        self._session = loading.result()
        self._inputs = {i.name for i in self._session.get_inputs()}
        self.read(self.windower.cut("Is it warm?", ["It is warm."]))

    def read(self, windows: Sequence[Window]) -> list[Logits]:
        """The logits of each window."""
        # The longest first, so that the runs end at about the same time.
        order = sorted(range(len(windows)), key=lambda number: -len(windows[number].ids))
        read = dict(zip(order, self._runs.map(self._read, [windows[number] for number in order]), strict=True))
        return [read[number] for number in range(len(windows))]

    def _read(self, window: Window) -> Logits:
        feed = {
            "input_ids": window.ids[None],
            "attention_mask": np.ones((1, len(window.ids)), np.int64),
            "token_type_ids": window.types[None],
        }
        start, end = self._session.run(None, {name: feed[name] for name in self._inputs})
        return Logits(start[0], end[0])
