"""The correlational score as the program of Diffusion-TS computes it, for CorrelationalScoreTests.

Needs numpy 2. Windows of 5 x 3 x 4 numbers sin(1 + k) and cos(1 + k²), k in the order of memory.
"""

import numpy as np

k = np.arange(60.0)
a = np.sin(1 + k).reshape(5, 3, 4).transpose(0, 2, 1)
b = np.cos(1 + k * k).reshape(5, 3, 4).transpose(0, 2, 1)


def correlations(x):
    x = (x - x.mean((0, 1), keepdims=True)) / x.std((0, 1), ddof=1, keepdims=True)
    i, j = np.tril_indices(x.shape[2])
    return (x[..., i] * x[..., j]).mean(1).mean(0)


print(np.abs(correlations(a) - correlations(b)).sum() / 10)
