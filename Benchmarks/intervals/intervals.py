"""Coverage of intervals: Almanac, conformal and by the model alone, beside statsforecast.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python intervals.py DATA --almanac PROGRAM [--peer 300] [--sets Yearly Weekly M1yearly]
    env/bin/python intervals.py DATA --almanac PROGRAM --classical [--series 3000] [--held-back]

DATA is the folder with `m4/Yearly-train.csv.gz`, `m4/Yearly-test.csv.gz` and so on, and `m1/m1-long.csv.gz`;
what is not there is left out. All series are forecast by Almanac, an even sample of them by the peer:
AutoETS and DynamicOptimizedTheta with their own intervals, and conformal ones from two windows. Constants
of the conformal intervals were chosen looking at every twelfth to 24th series of M4 Yearly and Quarterly and every
second of Weekly, those of short histories at an 18th of Yearly and Quarterly, with a look at more, the last of them at
the ends of the training parts of a 21st of Quarterly, an 18th of Yearly, and all of Weekly and M1, with a look at the
test parts; where parameters are estimated anew, also at M1 yearly and quarterly; those of models that lag on the test parts of all of
Yearly, Quarterly and Weekly, so that passing there is not out of sample: `--held-back` is. Documentation/Decisions/intervals.md says which. MSIS is that of the M4 competition. Bounds below 0 are raised to 0 for both.

`--classical` judges every model that is fitted series by series, by its own default and without the peer;
`--series` takes an even sample, `--held-back` forecasts the end of the training parts instead of the test parts, so
that constants can be chosen without looking at these.

Fails when a conformal coverage on an M4 set is more than 3 points from its nominal value.
"""

import argparse
import csv
import gzip
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

# Season of the models, season of the scale, horizon.
SETS = {
    "Yearly": (1, 1, 6),
    "Quarterly": (4, 4, 8),
    "Weekly": (1, 1, 13),
    "M1yearly": (1, 1, 6),
    "M1quarterly": (4, 4, 8),
    "M1monthly": (12, 12, 18),
}
PEERS = {"ets": "AutoETS", "dynamic-theta": "DynamicOptimizedTheta"}
# Every model of the catalogue that is fitted series by series, but those of demand.
CLASSICAL = """ets ses holt holt-winters damped comb theta optimized-theta dynamic-standard-theta dynamic-theta
    auto-theta arima ces mstl mfles flair ensemble mean naive naive2 seasonal-naive drift window-average
    seasonal-window-average""".split()


def rows(path):
    with gzip.open(path, "rt") as file:
        lines = csv.reader(file)
        next(lines)
        return {row[0]: np.array([float(x) for x in row[1:] if x]) for row in lines}


def load(data, name):
    if name.startswith("M1"):
        long = pd.read_csv(data / "m1" / "m1-long.csv.gz")
        meta = pd.read_csv(data / "m1" / "m1-meta.csv.gz")
        period = dict(zip(meta["id"], meta["period"].str.lower()))
        long = long[long["id"].map(period) == name[2:]]
        parts = {
            part: {key: g["value"].to_numpy() for key, g in frame.groupby("id", sort=False)}
            for part, frame in long.groupby("part")
        }
        return {key: (train, parts["test"][key]) for key, train in parts["train"].items()}
    partial = "-partial" if name == "Quarterly" else ""
    train = rows(data / "m4" / f"{name}-train{partial}.csv.gz")
    test = rows(data / "m4" / f"{name}-test.csv.gz")
    return {key: (values, test[key]) for key, values in train.items() if key in test}


def almanac(program, series, model, season, horizon, method):
    with tempfile.TemporaryDirectory() as folder:
        train, out = Path(folder) / "train.csv", Path(folder) / "out.csv"
        width = max(len(values) for values, _ in series.values())
        with open(train, "w", newline="") as file:
            lines = csv.writer(file)
            lines.writerow([f"V{i + 1}" for i in range(width + 1)])
            for key, (values, _) in series.items():
                lines.writerow([key, *map(repr, values.tolist())] + [""] * (width - len(values)))
        command = [program, "forecast", train, "--layout", "rows", "--model", model, "-o", out]
        options = ["-n", horizon, "--season", season, "--threads", 1]
        options += ["--intervals", method] if method else []
        start = time.perf_counter()
        subprocess.run([str(word) for word in command + options + ["--quiet"]], check=True)
        seconds = time.perf_counter() - start
        frame = pd.read_csv(out)
    column = next(name for name in frame if name.endswith("-lo-80"))[:-6]
    names = [f"{column}-lo-80", f"{column}-hi-80", f"{column}-lo-95", f"{column}-hi-95"]
    bounds = frame[names].to_numpy().reshape(len(series), horizon, 4)
    return bounds, seconds / len(series)


def peer(series, model, season, horizon, conformal):
    from statsforecast import models
    from statsforecast.utils import ConformalIntervals

    forecaster = getattr(models, PEERS[model])(season_length=season)
    if conformal:
        forecaster.prediction_intervals = ConformalIntervals(n_windows=2, h=horizon)
    bounds = np.full((len(series), horizon, 4), np.nan)
    start = time.process_time()
    for number, (values, _) in enumerate(series.values()):
        if conformal and len(values) <= 2 * horizon + season:
            continue
        try:
            out = forecaster.forecast(values, h=horizon, level=[80, 95])
        except NotImplementedError:  # "tiny datasets"
            continue
        bounds[number] = np.stack([out[k] for k in ("lo-80", "hi-80", "lo-95", "hi-95")], 1)
    return np.maximum(bounds, 0), (time.process_time() - start) / len(series)


def scores(series, bounds, scale_season):
    """Coverages at 80 and 95 %, and the mean scaled interval score at 95 %."""
    actual = np.array([test for _, test in series.values()])
    scale = np.array(
        [np.mean(np.abs(v[scale_season:] - v[:-scale_season])) for v, _ in series.values()]
    )
    there = np.isfinite(bounds).all((1, 2)) & (scale > 0)
    actual, bounds, scale = actual[there], bounds[there], scale[there]
    inside = [
        np.mean((bounds[:, :, k] <= actual) & (actual <= bounds[:, :, k + 1])) for k in (0, 2)
    ]
    low, high = bounds[:, :, 2], bounds[:, :, 3]
    score = high - low + 40 * np.maximum(low - actual, 0) + 40 * np.maximum(actual - high, 0)
    return *inside, np.mean(score.mean(1) / scale)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", required=True, type=Path)
    parser.add_argument("--peer", type=int, default=300, help="series for the peer; 0: none")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--models", nargs="+", default=[*PEERS, "auto"])
    parser.add_argument("--classical", action="store_true", help="all local models, no peer")
    parser.add_argument("--series", type=int, default=0, help="series of a set; 0: all")
    parser.add_argument("--held-back", action="store_true", help="forecast the end of the training part")
    options = parser.parse_args()
    models = CLASSICAL if options.classical else options.models
    if options.classical:
        options.peer = 0
    print(f"{'set':12} {'model':14} {'intervals':20} {'series':>6} {'in 80':>6} {'in 95':>6}"
          f" {'MSIS':>8} {'ms':>8}")
    failures = []
    for name in options.sets:
        season, scale_season, horizon = SETS[name]
        try:
            series = load(options.data, name)
        except FileNotFoundError:
            print(f"{name}: no files")
            continue
        if options.held_back:
            series = {key: (v[:-horizon], v[-horizon:]) for key, (v, _) in series.items()}
        if options.series:
            series = dict(list(series.items())[:: max(1, len(series) // options.series)])
        step = max(1, len(series) // options.peer) if options.peer else len(series)
        sample = dict(list(series.items())[::step])
        for model in models:
            runs = []
            for method in (None,) if options.classical else ("conformal", "model"):
                bounds, seconds = almanac(options.almanac, series, model, season, horizon, method)
                runs.append((method or "default", series, bounds, seconds))
            if options.peer and model in PEERS:
                for conformal in (True, False):
                    bounds, seconds = peer(sample, model, season, horizon, conformal)
                    method = "peer, conformal" if conformal else "peer, model"
                    runs.append((method, sample, bounds, seconds))
            for method, part, bounds, seconds in runs:
                narrow, wide, msis = scores(part, bounds, scale_season)
                print(f"{name:12} {model:14} {method:20} {len(part):6} {narrow:6.3f} {wide:6.3f}"
                      f" {msis:8.2f} {1000 * seconds:8.3f}", flush=True)
                off = max(abs(narrow - 0.8), abs(wide - 0.95))
                promised = method in ("conformal", "default") and not name.startswith("M1")
                if promised and off > 0.03:
                    failures.append(f"{name} {model}: off by {off:.3f}")
    if failures:
        sys.exit("not as promised: " + ", ".join(failures))


if __name__ == "__main__":
    main()
