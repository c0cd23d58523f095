"""Makes mfles.json: forecasts of MFLES.

Needs: statsforecast==2.1.1 scikit-learn==1.7.2 numpy==2.4.6 pandas==2.3.3; reads ces.json beside it for
the series, and the folder Series of this repository.
"""
import json
import pathlib

import numpy as np
import pandas as pd
from statsforecast.mfles import MFLES

here = pathlib.Path(__file__)
cases = [(c["name"], np.array(c["values"]), c["period"]) for c in json.loads(here.with_name("ces.json").read_text())]
load = pd.read_csv(here.parents[3] / "Series/electricity-half-hourly.csv").iloc[:, -1].to_numpy(float)
noise = np.random.default_rng(6).normal(size=(3, 60))
cases += [
    ("half hours", np.round(load[-480:], 4), 48),
    ("season around 0", np.round(5 * np.sin(np.arange(60) * np.pi / 3) + noise[0], 6), 6),
    ("outliers", np.round(np.where(np.arange(60) % 13 == 5, 40, 1) * noise[1] + 30, 6), 1),
    ("wild", np.round(np.exp(2 * noise[2]), 6), 4),
]
out = []
for name, values, period in cases:
    model = MFLES(verbose=0)
    model.fit(values, seasonal_period=period if period > 1 else None)
    out.append(dict(name=name, values=values.tolist(), period=period, mean=model.predict(12).tolist()))
here.with_name("mfles.json").write_text(json.dumps(out, indent=0) + "\n")
