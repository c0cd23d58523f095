"""Makes scores.json: figures of made-up backtests by utilsforecast and scipy.

Needs: utilsforecast==0.2.15 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1
"""
import json
import pathlib

import numpy as np
import pandas as pd
from scipy import stats
from utilsforecast import losses

random = np.random.default_rng(9)
period, horizon, windows = 4, 6, 2
models = ["a", "b", "c"]
levels = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975]
deciles = np.arange(1, 10) / 10
series, rows, train = [], [], []
for number in range(7):
    size = [1, 1, 50, 1e5, 1e-3, 3, 2][number]
    length = 20 + 3 * number
    y = size * (3 + np.arange(length) % period + random.normal(size=length))
    if number == 5:  # Intermittent.
        y = np.maximum(0, np.round(y - 10))
    origins = [length - 2 * horizon, length - horizon]
    forecasts = []
    for place, model in enumerate(models):
        forecasts.append([])
        for origin in origins:
            a = y[origin:origin + horizon]
            mean = a + size * random.normal(0.1 * place, 0.5 + 0.4 * place, horizon)
            spread = size * np.abs(random.normal(size=(horizon, 1)))
            q = mean[:, None] + spread * stats.norm.ppf(levels)
            forecasts[-1].append({"mean": mean.tolist(), "quantiles": q.tolist()})
    series.append({"values": y.tolist(), "origins": origins, "forecasts": forecasts})
    name = f"s{number}"
    train += [(name, t, v) for t, v in enumerate(y)]
    for w, origin in enumerate(origins):
        for step in range(horizon):
            row = {"unique_id": name, "ds": origin + step, "cutoff": origin - 1, "y": y[origin + step]}
            for m, model in enumerate(models):
                f = forecasts[m][w]
                q = f["quantiles"][step]
                row[model] = f["mean"][step]
                row |= {f"{model}-lo-80": q[1], f"{model}-hi-80": q[-2], f"{model}-lo-95": q[0], f"{model}-hi-95": q[-1]}
                row |= {f"{model}-q{k}": q[k] for k in range(1, 10)}
            rows.append(row)
table = pd.DataFrame(rows)
train = pd.DataFrame(train, columns=["unique_id", "ds", "y"])
quantiles = {m: [f"{m}-q{k}" for k in range(1, 10)] for m in models}
further = dict(seasonality=period, train_df=train)
frames = {
    "mase": losses.mase(table, models, **further),
    "rmsse": losses.rmsse(table, models, **further),
    "smape": losses.smape(table, models),
    "mae": losses.mae(table, models), "mse": losses.mse(table, models), "rmse": losses.rmse(table, models),
    "sql": losses.scaled_mqloss(table, quantiles, quantiles=deciles, **further),
    "bias": losses.bias(table, models),
}
for level in (80, 95):
    part = losses.coverage(table, ["a"], level=level)
    for model in models[1:]:
        part[model] = losses.coverage(table, [model], level=level)[model]
    frames[f"coverage{level}"] = part
factor = {"smape": 200, "sql": 2}
overall = {k: [float(factor.get(k, 1) * f[m].mean()) for m in models] for k, f in frames.items()}
overall["nd"] = [float((table[m] - table.y).abs().sum() / table.y.abs().sum()) for m in models]
wql = losses.mqloss(table.assign(one=1), quantiles, quantiles=deciles)
overall["wql"] = [float(2 * horizon * wql[m].sum() / table.y.abs().sum()) for m in models]
means = frames["mase"].groupby("unique_id")[models].mean()
friedman = stats.friedmanchisquare(*[means[m] for m in models])


def diebold_mariano(first, second, h):
    """forecast::dm.test of R, with the weights of Bartlett."""
    d = np.asarray(first) - np.asarray(second)
    n = len(d)
    centred = d - d.mean()
    gamma = [np.dot(centred[k:], centred[:n - k]) / n for k in range(h)]
    variance = (gamma[0] + 2 * sum((1 - k / h) * gamma[k] for k in range(1, h))) / n
    statistic = d.mean() / np.sqrt(variance) * np.sqrt((n + 1 - 2 * h + h / n * (h - 1)) / n)
    return [float(statistic), float(2 * stats.t.cdf(-abs(statistic), n - 1))]


first, second = random.gamma(2, 1, 40), random.gamma(2, 1.2, 40)
golden = {
    "period": period, "horizon": horizon, "levels": levels, "series": series, "overall": overall,
    "perSeries": means.to_numpy().tolist(),
    "ranks": means.rank(axis=1).mean().tolist(),
    "friedman": [float(friedman.statistic), float(friedman.pvalue)],
    "first": first.tolist(), "second": second.tolist(),
    "dieboldMariano": {str(h): diebold_mariano(first, second, h) for h in (1, 3, 8)},
    "range": {str(k): float(stats.studentized_range.ppf(0.95, k, 1e6) / np.sqrt(2)) for k in (2, 3, 5, 10, 20)},
}
pathlib.Path(__file__).with_name("scores.json").write_text(json.dumps(golden))
