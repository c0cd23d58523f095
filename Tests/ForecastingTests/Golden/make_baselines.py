"""Makes baselines.json: forecasts and intervals of the simple methods.

Needs: statsforecast==2.1.1 numpy==2.4.6; reads Series/air-passengers.csv of this repository.
"""
import json
import pathlib

import numpy as np
from statsforecast.models import (
    HistoricAverage,
    Naive,
    RandomWalkWithDrift,
    SeasonalNaive,
    SeasonalWindowAverage,
    WindowAverage,
)

here = pathlib.Path(__file__)
file = here.parents[3] / "Series" / "air-passengers.csv"
air = np.array([float(line.split(",")[-1]) for line in file.read_text().split("\n")[1:] if line])
rng = np.random.default_rng(7)
cases = [
    ("air passengers", air, 12, 30),
    ("short", np.array([3.0, 7.0, 4.0, 8.0, 6.0]), 2, 5),
    ("odd length", np.round(rng.normal(0, 10, 43), 3), 7, 16),
    ("huge", np.round(1e15 + 1e13 * rng.normal(0, 1, 25)), 4, 9),
    ("tiny", 1e-15 * np.round(rng.gamma(2, 1, 26), 3), 12, 14),
]
out = []
for name, values, period, horizon in cases:
    models = {
        "HistoricAverage": HistoricAverage(),
        "Naive": Naive(),
        "SeasonalNaive": SeasonalNaive(period),
        "RWD": RandomWalkWithDrift(),
        "WindowAverage": WindowAverage(3),
        "SeasWA": SeasonalWindowAverage(period, 2),
    }
    forecasts = {}
    for model, forecaster in models.items():
        # The window averages of this peer have no intervals.
        level = None if "W" in model and model != "RWD" else [80, 95]
        forecast = forecaster.forecast(values, h=horizon, level=level)
        forecasts[model] = {k: np.asarray(v, float).tolist() for k, v in forecast.items()}
    out.append(
        dict(name=name, values=values.tolist(), period=period, horizon=horizon, forecasts=forecasts)
    )
here.with_name("baselines.json").write_text(json.dumps(out, indent=0) + "\n")
