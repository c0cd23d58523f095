"""Makes theta.json: fits and forecasts of the Theta family.

Needs: statsforecast==2.1.1 numpy==2.4.6 pandas==2.3.3; reads the folder Series of this repository.
"""
import json
import pathlib

import numpy as np
import pandas as pd
from statsforecast.theta import auto_theta, forecast_theta

here = pathlib.Path(__file__)
samples = here.parents[3] / "Series"
air = pd.read_csv(samples / "air-passengers.csv").y.to_numpy(float)
quarterly = pd.read_csv(samples / "australia-quarterly.csv")
retail = pd.read_csv(samples / "retail-daily.csv")
rng = np.random.default_rng(3)
noise = rng.normal(size=(8, 60))
cases = [("air passengers", air, 12), ("air passengers by year", air.reshape(-1, 12).sum(1), 1)]
for name, part in quarterly.groupby("unique_id"):
    # The peer fails on missing values; one series ends with one.
    cases.append((name, part.y.dropna().to_numpy(float), 4))
for name, part in list(retail.groupby("unique_id"))[:3]:
    cases.append((f"article {name}", part.y.to_numpy(float), 7))
cases += [
    ("walk", 100 + np.cumsum(noise[0]), 1),
    ("noise around 0", noise[1], 1),
    ("trend", 50 + 2 * np.arange(60) + 3 * noise[2], 1),
    ("season around 0", 5 * np.sin(np.arange(60) * np.pi / 3) + noise[3], 6),
    ("short", np.array([3.0, 5.0, 4.0, 8.0, 9.0, 7.0]), 1),
    ("growth", np.exp(0.05 * np.arange(60) + 0.1 * noise[4]), 1),
]
out = []
for name, values, period in cases:
    values = np.round(values, 6)
    models = {}
    for model in ["STM", "OTM", "DSTM", "DOTM"]:
        fit = auto_theta(values, period, model=model)
        # The peer keeps residuals with the season put back; these are the ones it minimises.
        adjusted = values
        if fit.get("decompose"):
            phases = (np.arange(len(values)) - len(values)) % period
            season = fit["seas_forecast"]["mean"][phases]
            multiplicative = fit["decomposition_type"] == "multiplicative"
            adjusted = values / season if multiplicative else values - season
        errors = (adjusted - fit["states"][:, 4])[3:]
        models[model] = {
            "season": fit["decomposition_type"] if fit.get("decompose") else None,
            "error": float(np.mean(errors**2)),
            "mean": forecast_theta(fit, 12)["mean"].tolist(),
        }
        check = fit["residuals"][3:]
        if fit.get("decompose") and multiplicative:
            check = check / season[3:]
        elif fit.get("decompose"):
            check = check - season[3:]
        assert np.allclose(check, errors), name
    out.append(dict(name=name, values=values.tolist(), period=period, models=models))
here.with_name("theta.json").write_text(json.dumps(out, indent=0) + "\n")
