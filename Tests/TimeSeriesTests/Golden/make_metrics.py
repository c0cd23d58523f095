"""Makes metrics.json: accuracy metrics of made-up forecasts by utilsforecast.

Needs: utilsforecast==0.2.17 pandas==3.1.1 numpy==2.4.6
"""
import json
import pathlib

import numpy as np
import pandas as pd
from utilsforecast import losses

random = np.random.default_rng(1)
period, horizon = 4, 10
levels = [0.1, 0.25, 0.5, 0.9]
series, train, test = [], [], []
for name, size, length in [("a", 1.0, 23), ("b", 1e6, 40), ("c", 1e-6, 9), ("d", 3.0, 31)]:
    y = size * (5 + np.arange(length + horizon) % period + random.normal(size=length + horizon))
    if name == "d":  # Intermittent.
        y = np.maximum(0, np.round(y - 18))
        y[:4] = 0
        y[length + 3] = 0
    y, a = y[:length], y[length:]
    f = a * random.normal(1, 0.2, horizon) + size * random.normal(size=horizon)
    if name == "d":
        f[a == 0] = 0
    q = np.sort(f[:, None] + size * random.normal(size=(horizon, len(levels))), axis=1)
    actual = a.copy()
    if name in "ac":
        actual[[1, 6]] = np.nan
    series.append({
        "training": y.tolist(), "actual": [None if np.isnan(v) else v for v in actual],
        "forecast": f.tolist(), "quantiles": q.tolist(),
    })
    train.append(pd.DataFrame({"unique_id": name, "ds": np.arange(length), "y": y}))
    frame = pd.DataFrame({"unique_id": name, "ds": length + np.arange(horizon), "y": actual, "m": f})
    for k, level in enumerate(levels):
        frame[f"q{k}"] = q[:, k]
    frame["m-lo-80"], frame["m-hi-80"] = q[:, 0], q[:, 3]
    test.append(frame)

train, test = pd.concat(train), pd.concat(test)
# A missing actual value belongs to no mean. utilsforecast skips it in most, but counts it in the
# coverage, the calibration and the scaled CRPS, so it never sees the row.
test = test.dropna(subset="y")
out = {}


def record(name, frame, column="m"):
    out[name] = [float(v) for v in frame.sort_values("unique_id")[column]]


for name in ["mae", "mse", "rmse", "bias", "mape", "smape", "nd"]:
    record(name, getattr(losses, name)(test, ["m"]))
for name in ["mase", "rmsse"]:
    record(name, getattr(losses, name)(test, ["m"], seasonality=period, train_df=train))
for k, level in enumerate(levels):
    record(f"pinball{k}", losses.quantile_loss(test, {"m": f"q{k}"}, q=level))
    record(f"calibration{k}", losses.calibration(test, {"m": f"q{k}"}))
columns = {"m": [f"q{k}" for k in range(len(levels))]}
record("mqloss", losses.mqloss(test, columns, quantiles=np.array(levels)))
record("scaled_mqloss", losses.scaled_mqloss(
    test, columns, quantiles=np.array(levels), seasonality=period, train_df=train))
record("scaled_crps", losses.scaled_crps(test, columns, quantiles=np.array(levels)))
record("coverage", losses.coverage(test, ["m"], level=80))
record("winkler", losses.winkler_score(test, ["m"], level=80))

# Continuous ranked probability scores from samples, by the definition in O(s^2).
samples = random.normal(10, 3, size=(3, 50))
observed = [9.5, 20.0, -4.0]
crps = [np.mean(np.abs(x - a)) - 0.5 * np.mean(np.abs(x[:, None] - x[None, :]))
        for x, a in zip(samples, observed)]

path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps({
    "period": period, "levels": levels, "series": series, "metrics": out,
    "samples": samples.tolist(), "observed": observed, "crps": crps,
}) + "\n")
