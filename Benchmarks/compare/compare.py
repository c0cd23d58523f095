#!/usr/bin/env python3
"""Holds every figure of `almanac compare` against utilsforecast's on the same forecasts.

usage: compare.py ALMANAC FILE [--test FILE] [further options of compare]

FILE is a panel in the long layout (unique_id, ds, y), or in rows (an id and values, no dates).
needs: what requirements.txt lists
Ends with code 1 where a figure differs by more than a part in 1e9.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from utilsforecast import losses

almanac, path, *options = sys.argv[1:]
folder = Path(tempfile.mkdtemp())
subprocess.run(
    [almanac, "compare", path, *options, "--quiet", "--csv", folder / "scores.csv",
     "--json", folder / "summary.json", "--forecasts", folder / "forecasts.csv"],
    check=True, stdout=subprocess.DEVNULL)
summary = json.loads((folder / "summary.json").read_text())
scores = pd.read_csv(folder / "scores.csv", dtype={"unique_id": str})
table = pd.read_csv(folder / "forecasts.csv", dtype={"unique_id": str}, float_precision="round_trip")
names = [m["column"] for m in summary["models"]]
levels = np.arange(1, 10) / 10

history = pd.read_csv(path, float_precision="round_trip")
if "ds" in history:
    history["unique_id"] = history["unique_id"].astype(str)
    history["ds"] = pd.to_datetime(history["ds"])
    table["ds"], table["cutoff"] = pd.to_datetime(table["ds"]), pd.to_datetime(table["cutoff"])
    scores["cutoff"] = pd.to_datetime(scores["cutoff"])
else:
    history = history.rename(columns={history.columns[0]: "unique_id"})
    history = history.melt("unique_id", value_name="y").dropna()
    history["ds"] = history.groupby("unique_id").cumcount() + 1
history = history[["unique_id", "ds", "y"]].sort_values(["unique_id", "ds"])
if not pd.api.types.is_integer_dtype(history["ds"]):
    # utilsforecast counts rows, Almanac steps: a gap needs its rows.
    grid = pd.Series(pd.date_range(history["ds"].min(), history["ds"].max(),
                                   freq=pd.infer_freq(np.sort(history["ds"].unique()))), name="ds")
    ends = history.groupby("unique_id")["ds"].agg(["min", "max"]).reset_index()
    steps = ends.merge(grid, how="cross").query("min <= ds <= max")[["unique_id", "ds"]]
    history = steps.merge(history, how="left").sort_values(["unique_id", "ds"])
table = table.dropna(subset="y")
# A window in which nothing was observed has no figures.
key = ["unique_id", "cutoff"]
seen = scores[key].apply(tuple, axis=1).isin(set(table[key].drop_duplicates().apply(tuple, axis=1)))
if scores.loc[~seen, names].notna().any(axis=None):
    sys.exit("figures of a window without observations")
scores = scores[seen]

worst = 0.0


def near(name, ours, theirs, least=1e-9):
    """Relative to what is expected, or to the least size where differences of large numbers are near 0."""
    global worst
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if (np.isnan(ours) != np.isnan(theirs)).any():
        sys.exit(f"{name}: not defined for the same series")
    gap = np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(theirs), least), initial=0)
    worst = max(worst, gap)
    print(f"{name:<12} {len(ours):>8} figures, largest relative difference {gap:.1e}")
    if gap > 1e-9:
        sys.exit(f"{name}: differs")


def ours(metric, model):
    part = scores[scores["metric"] == metric].sort_values(["unique_id", "cutoff"])
    return part[model].to_numpy()


def sorted_frame(frame):
    return frame.sort_values(["unique_id", "cutoff"]).reset_index(drop=True)


season = summary["scale"]
quantiles = {m: [f"{m}-q-{q:g}" for q in levels] for m in names}
finite = lambda x: x.where(np.isfinite(x))
sizes_of_errors = sorted_frame(losses.mae(table, names))
plain = dict(mae=losses.mae, mse=losses.mse, rmse=losses.rmse, bias=losses.bias, nd=losses.nd)
for metric, loss in plain.items():
    theirs = sorted_frame(loss(table, names))
    for model in names:
        least = np.maximum(sizes_of_errors[model], 1e-9) if metric == "bias" else 1e-9
        near(metric, ours(metric, model), finite(theirs[model]), least)
scale = sorted_frame(losses.mase(table, names, seasonality=season, train_df=history))
square = sorted_frame(losses.rmsse(table, names, seasonality=season, train_df=history))
small = sorted_frame(losses.smape(table.assign(
    **{m: table[m].where(~((table[m] == 0) & (table["y"] == 0)), 0) for m in names}), names))
multi = sorted_frame(losses.scaled_mqloss(
    table, quantiles, quantiles=levels, seasonality=season, train_df=history))
for model in names:
    near("mase", ours("mase", model), finite(scale[model]))
    near("rmsse", ours("rmsse", model), finite(square[model]))
    near("smape", ours("smape", model), 200 * small[model])
    near("sql", ours("sql", model), finite(2 * multi[model]))
    for level in (80, 95):
        theirs = sorted_frame(losses.coverage(table, [model], level=level))
        near(f"coverage{level}", ours(f"coverage{level}", model), theirs[model])

# The summary: means over series and origins, pooled ratios, ranks, win rates.
pooled = losses.mqloss(table, quantiles, quantiles=levels)
sizes = table.groupby(["unique_id", "cutoff"])["y"].agg(["size", lambda y: y.abs().sum()])
for row in summary["models"]:
    model = row["column"]
    for metric in ("mae", "rmse", "smape", "mase", "rmsse", "sql", "bias", "coverage80"):
        near("mean " + metric, [row[metric]], [np.nanmean(ours(metric, model))])
    near("pooled nd", [row["nd"]], [(table[model] - table["y"]).abs().sum() / table["y"].abs().sum()])
    loss = pooled.set_index(["unique_id", "cutoff"])[model] * sizes["size"]
    near("pooled wql", [row["wql"]], [2 * loss.sum() / table["y"].abs().sum()])
means = scores[scores["metric"] == summary["metric"]].groupby("unique_id")[names].mean().dropna()
ranks = means.rank(axis=1)
for row in summary["models"]:
    model = row["column"]
    near("rank", [row["mean_rank"]], [ranks[model].mean()])
    others = [n for n in names if n != model]
    wins = [(means[model] < means[n]).mean() + (means[model] == means[n]).mean() / 2 for n in others]
    near("win rate", [row["win_rate"]], [np.mean(wins)])
if len(names) > 2 and len(means) > 1:
    friedman = stats.friedmanchisquare(*[means[n] for n in names])
    near("friedman", [summary["ranks"]["friedman"]], [friedman.statistic])
    near("friedman p", [summary["ranks"]["p_value"]], [friedman.pvalue])
print(f"all figures agree, the largest relative difference is {worst:.1e}")
