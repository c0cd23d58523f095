"""Makes the file that `Runner` wrote a third of its size, to be built into the program.

    env/bin/python shrink.py LEARNT ../../Sources/CWeights/expected-errors.safetensors

Nodes and counts become whole numbers of a byte, nodes without the gains of their splits, which nothing asks for; the
values of leaves half-precision numbers. The bounds of the features stay as they are. Needs numpy and safetensors.
"""

import sys

import numpy as np
from safetensors.numpy import load_file, save_file

tensors = load_file(sys.argv[1])
for name, values in tensors.items():
    kind = name.split(".")[-1]
    if kind == "nodes":
        nodes = values.reshape(-1, 7).copy()
        nodes[:, 6] = 0
        if not ((nodes == np.rint(nodes)) & (np.abs(nodes) <= 127)).all():
            sys.exit(f"{name}: not all are whole numbers of a byte")
        tensors[name] = nodes.reshape(-1).astype(np.int8)
    elif kind in ("kinds", "counts"):
        if not ((values == np.rint(values)) & (np.abs(values) <= 127)).all():
            sys.exit(f"{name}: not all are whole numbers of a byte")
        tensors[name] = values.astype(np.int8)
    elif kind == "values":
        tensors[name] = values.astype(np.float16)
save_file(tensors, sys.argv[2])
