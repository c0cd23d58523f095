"""Makes classical.json: classical decompositions of the air passengers.

Needs: statsmodels==0.15.0 numpy==2.4.6; reads Series/air-passengers.csv of this repository.
"""
import json
import pathlib

import numpy as np
from statsmodels.tsa.seasonal import seasonal_decompose

here = pathlib.Path(__file__)
file = here.parents[3] / "Series" / "air-passengers.csv"
x = np.array([float(line.split(",")[-1]) for line in file.read_text().split("\n")[1:] if line])
m = seasonal_decompose(x, period=12, model="multiplicative")
a = seasonal_decompose(x, period=12, model="additive")
out = {
    "values": x.tolist(),
    "multiplicative": m.seasonal[:12].tolist(),
    "additive": a.seasonal[:12].tolist(),
    "trend": [None if np.isnan(t) else t for t in m.trend],
}
here.with_name("classical.json").write_text(json.dumps(out) + "\n")
