"""Makes ces.json: fits and forecasts of complex exponential smoothing.

Needs: statsforecast==2.1.1 numpy==2.4.6 pandas==2.3.3; reads the folder Series of this repository.
"""
import json
import pathlib

import numpy as np
import pandas as pd
from statsforecast.ces import auto_ces, forecast_ces

here = pathlib.Path(__file__)
samples = here.parents[3] / "Series"
air = pd.read_csv(samples / "air-passengers.csv").y.to_numpy(float)
quarterly = pd.read_csv(samples / "australia-quarterly.csv")
retail = pd.read_csv(samples / "retail-daily.csv")
noise = np.random.default_rng(5).normal(size=(8, 60))
cases = [("air passengers", air, 12), ("air passengers by year", air.reshape(-1, 12).sum(1), 1)]
for name, part in quarterly.groupby("unique_id"):
    # The peer fails on missing values; one series ends with one.
    cases.append((name, part.y.dropna().to_numpy(float), 4))
for name, part in list(retail.groupby("unique_id"))[:3]:
    cases.append((f"article {name}", part.y.to_numpy(float), 7))
cases += [
    ("walk", 100 + np.cumsum(noise[0]), 1),
    ("trend", 50 + 2 * np.arange(60) + 3 * noise[2], 1),
    ("season", 100 + 5 * np.sin(np.arange(60) * np.pi / 3) + noise[3], 6),
    ("short", np.array([3.0, 5.0, 4.0, 8.0, 9.0, 7.0]), 1),
    ("growth", np.exp(0.05 * np.arange(60) + 0.1 * noise[4]), 1),
]
out = []
for name, values, period in cases:
    values = np.round(values, 6)
    forms = {}
    for form in "NSPF" if period > 1 else "N":
        fit = auto_ces(values, period, model=form)
        forms[form] = {"deviance": -2 * fit["loglik"], "mean": forecast_ces(fit, 12)["mean"].tolist()}
    best = auto_ces(values, period)
    out.append(dict(name=name, values=values.tolist(), period=period, forms=forms, best=best["seasontype"]))
here.with_name("ces.json").write_text(json.dumps(out, indent=0) + "\n")
