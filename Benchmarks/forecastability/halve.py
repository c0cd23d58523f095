"""Makes the file that `Runner` wrote small enough to be built into the program.

    env/bin/python halve.py LEARNT ../../Sources/CWeights/expected-errors.safetensors

Places and leaves of the trees become half-precision numbers; the bounds of the features stay as they are. The
gain of a split becomes its share of all gains, so that it fits. Needs numpy and safetensors.
"""

import sys

import numpy as np
from safetensors.numpy import load_file, save_file

tensors = load_file(sys.argv[1])
for name, values in tensors.items():
    kind = name.split(".", 1)[-1]
    if kind == "nodes":
        nodes = values.reshape(-1, 7).copy()
        assert nodes[:, :6].max() <= 2048, "a place does not fit into half precision"
        nodes[:, 6] /= nodes[:, 6].sum()
        values = nodes.reshape(-1)
    if kind in ("nodes", "values"):
        tensors[name] = values.astype(np.float16)
save_file(tensors, sys.argv[2])
