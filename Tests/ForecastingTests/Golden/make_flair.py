"""Makes flair.json: the steps of the level-times-shape model that draw nothing at random.

Needs: flaircast==0.6.1 scipy==1.17.1 numpy==2.4.6
"""
import json
import pathlib

import numpy as np
from flaircast._level import _bc_lambda, _mp_median, _optshrink_factor, _ridge_sa
from flaircast._shape import _compute_shape2

rng = np.random.default_rng(9)
ratios = [0.02, 0.1, 0.25, 0.5, 0.9, 1.0]
matrix = np.outer(rng.uniform(50, 100, 12), rng.uniform(1, 2, 30)) + rng.normal(0, 8, (12, 30))
singular = np.linalg.svd(matrix, compute_uv=False)
powers = []
for values in [np.exp(rng.normal(5, 0.4, 40)), rng.uniform(900, 1100, 30), rng.normal(10, 1, 50) ** 2]:
    powers.append(dict(values=values.tolist(), power=_bc_lambda(values)))
rows = np.column_stack([np.ones(40), np.arange(40) / 40, rng.normal(0, 30, 40), rng.normal(0, 25, 40)])
targets = rows @ [0.5, 3, 0.2, -0.1] + rng.normal(0, 2, 40)
beta, residuals, _, vt, s, filters = _ridge_sa(rows, targets)
probe = np.array([1, 1.1, 12, -7.0])
leverage = float(np.sum((vt @ probe / s) ** 2 * filters))
sums = 1000 + 100 * np.sin(2 * np.pi * np.arange(40) / 7) + rng.normal(0, 20, 40)
out = dict(
    medians=[dict(ratio=r, median=_mp_median(r)) for r in ratios],
    matrix=matrix.T.ravel().tolist(), singular=singular.tolist(),
    shrinkage=_optshrink_factor(singular, 12, 30),
    powers=powers,
    rows=rows.tolist(), targets=targets.tolist(), coefficients=beta.tolist(),
    residuals=residuals.tolist(), probe=probe.tolist(), leverage=leverage,
    sums=sums.tolist(), longShape=_compute_shape2(sums, 7, 40).tolist(),
)
pathlib.Path(__file__).with_name("flair.json").write_text(json.dumps(out, indent=0) + "\n")
