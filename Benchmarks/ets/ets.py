"""Automatic exponential smoothing: almanac against statsforecast 2.1.1, one thread, same series.

Prints per set the milliseconds per series, their ratio, sMAPE and MASE of both, and the mean difference with its standard error.
Ours include intervals, by default calibrated ones, for which short series are fitted again; the peer makes none.
Needs: pip install -r requirements.txt, and a release build of almanac; see README.md.
"""

import argparse
import csv
import gzip
import os
import pathlib
import resource
import subprocess
import tempfile
import time

for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from statsforecast.models import AutoETS

# Name, training file, test file or None for the last values, horizon, period, series of the sample unless asked otherwise.
SETS = [
    ("Yearly", "Yearly-train.csv.gz", "Yearly-test.csv.gz", 6, 1, 1000),
    ("Quarterly", "Quarterly-train-partial.csv.gz", "Quarterly-test.csv.gz", 8, 4, 1000),
    ("Monthly", "Monthly-train-partial.csv.gz", None, 18, 12, 1000),
    ("Hourly", "Hourly-train.csv.gz", "Hourly-test.csv.gz", 48, 24, 100),
]


def rows(path):
    with gzip.open(path, "rt") as file:
        reader = csv.reader(file)
        next(reader)
        return {r[0]: np.array([float(x) for x in r[1:] if x not in ("", "NA")]) for r in reader}


def smape(actual, forecast):
    total = np.abs(actual) + np.abs(forecast)
    safe = np.where(total > 0, total, 1)
    return np.mean(np.where(total > 0, 200 * np.abs(actual - forecast) / safe, 0))


def score(train, test, forecasts, period):
    smapes, mases = [], []
    for key, actual in test.items():
        forecast = np.asarray(forecasts[key])
        # The tool ends forecasts of series without negative values at 0; so for the peer.
        if train[key].min() >= 0:
            forecast = np.maximum(forecast, 0)
        smapes.append(smape(actual, forecast))
        scale = np.mean(np.abs(train[key][period:] - train[key][:-period]))
        if scale > 0:
            mases.append(np.mean(np.abs(actual - forecast)) / scale)
    return np.array(smapes), np.array(mases)


def compared(ours, theirs):
    """The means of both and their difference with its standard error over the series."""
    gap = ours - theirs
    return f"{ours.mean():.4f} / {theirs.mean():.4f} ({gap.mean():+.4f} ± {gap.std() / len(gap) ** 0.5:.4f})"


def ours(almanac, train, horizon, period, intervals):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "in.csv"), pathlib.Path(folder, "out.csv")
        longest = max(len(v) for v in train.values())
        with open(source, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id"] + [f"V{i + 2}" for i in range(longest)])
            for key, values in train.items():
                writer.writerow([key] + [repr(float(x)) for x in values] + [""] * (longest - len(values)))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [almanac, "forecast", source, "--layout", "rows", "--model", "ets", "--season", str(period),
             "--horizon", str(horizon), "--threads", "1", "--quiet", "--output", target]
            + (["--intervals", intervals] if intervals else []),
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        forecasts = {}
        with open(target) as file:
            for row in csv.DictReader(file):
                forecasts.setdefault(row["unique_id"], []).append(float(row["AutoETS"]))
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return forecasts, seconds


def theirs(train, horizon, period):
    AutoETS(season_length=period).forecast(y=np.random.default_rng(0).normal(10, 1, 60), h=horizon)
    forecasts, failures = {}, 0
    start = time.process_time()
    for key, values in train.items():
        try:
            forecasts[key] = AutoETS(season_length=period).forecast(y=values, h=horizon)["mean"]
        except Exception:
            # The peer gives up on some series; it gets the naive forecast and a count.
            forecasts[key] = np.full(horizon, values[-1])
            failures += 1
    return forecasts, time.process_time() - start, failures


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", type=pathlib.Path, required=True)
parser.add_argument("--almanac", default=".build/release/almanac")
parser.add_argument("--sample", type=int, help="most series per set")
parser.add_argument("--sets", nargs="+", default=[entry[0] for entry in SETS])
parser.add_argument("--intervals", choices=["conformal", "model"], help="those of the tool's default where absent")
arguments = parser.parse_args()
for name, training, testing, horizon, period, usual in SETS:
    if name not in arguments.sets:
        continue
    if not (arguments.data / training).exists():
        print(f"{name}: absent")
        continue
    series = rows(arguments.data / training)
    count = min(arguments.sample or usual, len(series))
    chosen = sorted(np.random.default_rng(1).choice(len(series), count, replace=False))
    keys = [list(series)[i] for i in chosen]
    if testing:
        actual = rows(arguments.data / testing)
        train, test = {k: series[k] for k in keys}, {k: actual[k] for k in keys}
    else:
        train, test = {k: series[k][:-horizon] for k in keys}, {k: series[k][-horizon:] for k in keys}
    mine, seconds = ours(arguments.almanac, train, horizon, period, arguments.intervals)
    peer, peer_seconds, failures = theirs(train, horizon, period)
    a, b = score(train, test, mine, period), score(train, test, peer, period)
    print(
        f"{name:9} m={period:<2} n={count:<4} almanac {1e3 * seconds / count:7.3f} ms  "
        f"statsforecast {1e3 * peer_seconds / count:8.3f} ms  {peer_seconds / seconds:6.1f}x  "
        f"sMAPE {compared(a[0], b[0])}  MASE {compared(a[1], b[1])}  peer failures {failures}",
        flush=True,
    )
