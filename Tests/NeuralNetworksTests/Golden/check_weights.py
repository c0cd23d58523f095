"""Reads network.safetensors, which Almanac wrote, with Python's package, and checks every number.

Needs safetensors==0.6.2 and numpy==2.3.5:  python check_weights.py
The tensor of ordinal p holds, at row-major index k, 0.5 sin(1 + k + 10 p).
"""
import math
from pathlib import Path

import numpy as np
from safetensors import safe_open

expected = {
    "layers.0.weight": (0, (8, 3), np.float32),
    "layers.0.bias": (1, (8,), np.float32),
    "layers.1.weight": (2, (1, 8), np.float32),
    "norm.gain": (3, (8,), np.float32),
    "norm.shift": (4, (8,), np.float32),
}
path = Path(__file__).parent / "network.safetensors"
with safe_open(path, framework="numpy") as file:
    assert set(file.keys()) == set(expected), file.keys()
    assert file.metadata() == {"format": "almanac", "note": "tab\tand ünïcode"}, file.metadata()
    for name, (ordinal, shape, kind) in expected.items():
        tensor = file.get_tensor(name)
        count = math.prod(shape)
        rule = [0.5 * math.sin(1 + k + 10 * ordinal) for k in range(count)]
        assert tensor.dtype == kind and tensor.shape == shape, name
        assert np.array_equal(tensor, np.array(rule).astype(kind).reshape(shape)), name
print("network.safetensors is read as it was written")
