"""Makes intermittent.json: forecasts of the methods for intermittent demand.

Needs: statsforecast==2.1.1 numpy==2.4.6.
"""
import json
import pathlib

import numpy as np
from statsforecast.models import ADIDA, IMAPA, TSB, CrostonClassic, CrostonOptimized, CrostonSBA

here = pathlib.Path(__file__)
rng = np.random.default_rng(3)
cases = [
    ("counts", (rng.random(60) < 0.3) * (1.0 + rng.poisson(3, 60))),
    ("rare", (rng.random(200) < 0.05) * (1.0 + rng.poisson(8, 200))),
    ("every period", 1.0 + rng.poisson(6, 40)),
    ("amounts", np.round((rng.random(90) < 0.4) * rng.gamma(2, 17.3, 90), 2)),
    ("leading zeros", np.r_[np.zeros(25), (rng.random(30) < 0.5) * (1.0 + rng.poisson(2, 30))]),
    ("died out", np.r_[(rng.random(40) < 0.5) * (1.0 + rng.poisson(2, 40)), np.zeros(30)]),
    ("one demand", np.r_[np.zeros(11), 4.0, np.zeros(7)]),
    ("all zero", np.zeros(20)),
    ("a single value", np.array([3.0])),
    ("two values", np.array([0.0, 5.0])),
]
models = {
    "CrostonClassic": CrostonClassic(),
    "CrostonOptimized": CrostonOptimized(),
    "CrostonSBA": CrostonSBA(),
    "TSB": TSB(alpha_d=0.2, alpha_p=0.05),
    "ADIDA": ADIDA(),
    "IMAPA": IMAPA(),
}
out = [
    {
        "name": name,
        "values": values.tolist(),
        "forecasts": {key: float(m.forecast(values, 3)["mean"][2]) for key, m in models.items()},
    }
    for name, values in cases
]
here.with_name("intermittent.json").write_text(json.dumps(out, indent=0) + "\n")
