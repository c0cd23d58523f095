"""Automatic ARIMA: almanac against statsforecast 2.1.1, one thread, same series; and likelihoods against R.

Prints per set the milliseconds per series of both, their ratio, and sMAPE and MASE of both in one line. The two
take turns, twenty series at a time, so that other work on the machine falls on both. With --likelihoods R's
forecast 8.20 fits the orders that almanac chose, and every case where its likelihood is higher by more than
1e-3 is listed.

Needs: pip install -r requirements.txt, and Swift to build the runner; for --likelihoods Rscript with forecast
8.20 (Debian: r-cran-forecast). DATA holds the folders m4 and m1; a set whose files are absent is left out.
"""

import argparse
import csv
import gzip
import os
import pathlib
import subprocess
import tempfile
import time
import warnings

for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
warnings.simplefilter("ignore")

import numpy as np
from statsforecast.models import AutoARIMA

# Name, training file, test file or None for the last values, horizon, period, largest sample for the peer.
M4 = [
    ("M4 Yearly", "Yearly-train.csv.gz", "Yearly-test.csv.gz", 6, 1, 1000),
    ("M4 Quarterly", "Quarterly-train-partial.csv.gz", "Quarterly-test.csv.gz", 8, 4, 300),
    ("M4 Monthly", "Monthly-train-partial.csv.gz", None, 18, 12, 300),
    ("M4 Weekly", "Weekly-train.csv.gz", "Weekly-test.csv.gz", 13, 1, 40),
    ("M4 Hourly", "Hourly-train.csv.gz", "Hourly-test.csv.gz", 48, 24, 2),
]
M1 = [("M1 yearly", "year", 6, 1), ("M1 quarterly", "quar", 8, 4), ("M1 monthly", "mont", 18, 12)]
RUNNER = pathlib.Path(__file__).parent.resolve() / "Runner"
FIXED = """
suppressMessages(library(forecast)); a <- commandArgs(TRUE)
for (l in readLines(a[1])[-1]) { f <- strsplit(l, ",")[[1]]; o <- as.integer(strsplit(f[2], ";")[[1]])
 y <- as.numeric(f[-(1:2)]); y <- ts(y[seq_len(max(which(!is.na(y))))], frequency = as.integer(a[2]))
 fit <- NULL
 for (method in c("CSS-ML", "ML")) if (is.null(fit)) fit <- tryCatch(Arima(y, order = o[1:3],
  seasonal = o[4:6], include.constant = o[7] == 1, method = method), error = function(e) NULL)
 if (!is.null(fit)) cat(f[1], format(fit$loglik, digits = 14), "\\n") }
"""


def rows(path):
    with gzip.open(path, "rt") as file:
        reader = csv.reader(file)
        next(reader)
        return {r[0]: np.array([float(x) for x in r[1:] if x not in ("", "NA")]) for r in reader}


def sets(data):
    for name, training, testing, horizon, period, largest in M4:
        if not (data / "m4" / training).exists():
            continue
        train = rows(data / "m4" / training)
        if testing:
            actual = rows(data / "m4" / testing)
            test = {k: actual[k] for k in train}
        else:
            test = {k: v[-horizon:] for k, v in train.items()}
            train = {k: v[:-horizon] for k, v in train.items()}
        yield name, train, test, horizon, period, largest
    if (data / "m1" / "m1-long.csv.gz").exists():
        with gzip.open(data / "m1" / "m1-meta.csv.gz", "rt") as file:
            kinds = {r["id"]: r["period"].lower() for r in csv.DictReader(file)}
        parts = {"train": {}, "test": {}}
        with gzip.open(data / "m1" / "m1-long.csv.gz", "rt") as file:
            for r in csv.DictReader(file):
                parts[r["part"]].setdefault(r["id"], []).append(float(r["value"]))
        for name, kind, horizon, period in M1:
            keys = [k for k in parts["train"] if kinds[k].startswith(kind)]
            train, test = ({k: np.array(parts[p][k]) for k in keys} for p in ("train", "test"))
            yield name, train, test, horizon, period, 1000


def write(train, path, orders=None):
    longest = max(map(len, train.values()))
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id"] + (["orders"] if orders else []) + [f"V{i + 2}" for i in range(longest)])
        for key, values in train.items():
            cells = [repr(float(x)) for x in values] + [""] * (longest - len(values))
            writer.writerow([key] + ([orders[key]] if orders else []) + cells)


def ours(runner, train, period, horizon):
    """Forecasts, seconds, log-likelihoods, orders and standard deviations by series."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        write(train, file.name)
        lines = subprocess.run([runner, file.name, str(period), str(horizon)], check=True,
                               capture_output=True, text=True).stdout.splitlines()
    results = {}
    for line in lines:
        f = line.split("\t")
        numbers = lambda text: np.array([float(x) for x in text.split(",")])
        results[f[0]] = (numbers(f[6]), float(f[5]) * 1e-6, float(f[3]), f[2].replace(",", ";"), numbers(f[7]))
    return results


def theirs(train, period, horizon):
    results = {}
    for key, values in train.items():
        start = time.process_time()
        try:
            forecast = AutoARIMA(season_length=period).forecast(y=values, h=horizon)["mean"]
        except Exception:
            # The peer gives up on some series; it gets the naive forecast.
            forecast = np.full(horizon, values[-1])
        results[key] = (forecast, time.process_time() - start)
    return results


def score(train, test, results, period):
    smapes, mases = [], []
    for key in results:
        actual, forecast = test[key], results[key][0]
        if train[key].min() >= 0:
            forecast = np.maximum(forecast, 0)
        total = np.abs(actual) + np.abs(forecast)
        safe = np.where(total > 0, total, 1)
        smapes.append(np.mean(np.where(total > 0, 200 * np.abs(actual - forecast) / safe, 0)))
        scale = np.mean(np.abs(train[key][period:] - train[key][:-period]))
        if scale > 0:
            mases.append(np.mean(np.abs(actual - forecast)) / scale)
    return np.mean(smapes), np.mean(mases)


def likelihoods(train, results, period):
    with tempfile.TemporaryDirectory() as folder:
        script, data = pathlib.Path(folder, "fixed.R"), pathlib.Path(folder, "series.csv")
        script.write_text(FIXED)
        write(train, data, {k: results[k][3] for k in train})
        lines = subprocess.run(["Rscript", script, data, str(period)], capture_output=True, text=True).stdout
    gaps = {}
    for line in lines.splitlines():
        key, value = line.split()
        gaps[key] = results[key][2] - float(value)
    behind = {k: v for k, v in gaps.items() if v < -1e-3}
    ahead = sum(v > 1e-3 for v in gaps.values())
    print(f"    R: {len(gaps)} series, almanac ahead in {ahead}, behind in {len(behind)}", flush=True)
    for key, gap in sorted(behind.items(), key=lambda item: item[1]):
        print(f"      {key} {results[key][3]} {gap:.4f}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data", type=pathlib.Path)
parser.add_argument("--sample", type=int, default=1000, help="most series per set")
parser.add_argument("--only", default="", help="the sets whose names begin with this")
parser.add_argument("--runner", type=pathlib.Path, help="a runner that is built already")
parser.add_argument("--likelihoods", action="store_true", help="compare 200 likelihoods per set with R's, no times")
arguments = parser.parse_args()
runner = arguments.runner or RUNNER / ".build/release/Runner"
if not arguments.runner:
    build = ["swift", "build", "-c", "release", "--package-path", RUNNER]
    subprocess.run(build, check=True, capture_output=True)
AutoARIMA(season_length=4).forecast(y=np.random.default_rng(0).normal(10, 1, 60), h=4)
for name, train, test, horizon, period, largest in sets(arguments.data):
    if not name.startswith(arguments.only):
        continue
    count = min(200 if arguments.likelihoods else largest, arguments.sample, len(train))
    chosen = sorted(np.random.default_rng(1).choice(len(train), count, replace=False))
    keys = [list(train)[i] for i in chosen]
    if arguments.likelihoods:
        some = {k: train[k] for k in keys}
        print(name, flush=True)
        likelihoods(some, ours(runner, some, period, horizon), period)
        continue
    mine, peer = {}, {}
    for first in range(0, count, 20):
        some = {k: train[k] for k in keys[first : first + 20]}
        mine |= ours(runner, some, period, horizon)
        peer |= theirs(some, period, horizon)
    a, b = score(train, test, mine, period), score(train, test, peer, period)
    own, other = (1e3 * np.mean([r[1] for r in results.values()]) for results in (mine, peer))
    inside = [np.mean(np.abs(test[k] - mine[k][0]) <= z * mine[k][4]) for z in (1.2816, 1.96) for k in keys]
    print(
        f"{name:12} m={period:<2} n={count:<4} almanac {own:8.3f} ms  statsforecast {other:9.2f} ms  "
        f"{other / own:6.1f}x  sMAPE {a[0]:.3f} / {b[0]:.3f}  MASE {a[1]:.4f} / {b[1]:.4f}  "
        f"coverage {np.mean(inside[:count]):.3f}, {np.mean(inside[count:]):.3f}",
        flush=True,
    )
