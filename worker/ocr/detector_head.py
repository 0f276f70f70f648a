"""The end of the detector, computed where its pixels are few.

It doubles the sides of its map twice, by transposed convolutions of 2x2 pixels with a stride of 2. These are the same
as convolutions of one pixel whose channels are the four pixels that each becomes; the second one, whose map has all
pixels of the page, took a tenth of the detector's time.
"""

from typing import Any

import numpy as np


def fold_head(network: Any) -> Any:
    """The network with pointwise convolutions in the place of its last two, transposed ones.

    Any other network is returned as it is.
    """
    from openvino import Model
    from openvino import opset13 as ops

    ups = [node for node in network.get_ordered_ops() if node.get_type_name() == "ConvolutionBackpropData"]
    kernels = [up.input_value(1).get_node().data for up in ups]
    if [kernel.shape[2:] for kernel in kernels] != [(2, 2), (2, 2)] or kernels[1].shape[1] != 1:
        return network
    first, second = kernels
    first_bias, second_bias = (_bias(up) for up in ups)
    inputs, channels = first.shape[:2]

    def pointwise(x: Any, weights: Any, bias: Any) -> Any:
        kernel = ops.constant(np.ascontiguousarray(weights[..., None, None], np.float32))
        found = ops.convolution(x, kernel, [1, 1], [0, 0], [0, 0], [1, 1])
        return ops.add(found, ops.constant(np.asarray(bias, np.float32).reshape(1, -1, 1, 1)))

    # Channels of the first: row, column, channel of the middle map. Of the second: row, column of the last one.
    spread = first.transpose(2, 3, 1, 0).reshape(4 * channels, inputs)
    gathered = np.zeros((2, 2, 2, 2, 2, 2, channels), np.float32)
    for row in (0, 1):
        for column in (0, 1):
            gathered[row, :, column, :, row, column] = second[:, 0].transpose(1, 2, 0)
    middle = ops.relu(pointwise(ups[0].input_value(0), spread, np.tile(first_bias, 4)))
    pixels = ops.sigmoid(pointwise(middle, gathered.reshape(16, 4 * channels), np.repeat(second_bias, 16)))
    return Model([ops.result(ops.depth_to_space(pixels, "blocks_first", 4))], network.get_parameters())


def _bias(node: Any) -> Any:
    """What is added to the output of a convolution."""
    while node.get_type_name() != "Add":
        (target,) = node.output(0).get_target_inputs()
        node = target.get_node()
    return node.input_value(1).get_node().data.reshape(-1)
