"""Intermittent demand: Almanac beside statsforecast, on one thread, on car parts and M5.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python intermittent.py DATA [--series 2000]

DATA is a folder with `carparts.csv.gz` (2674 parts, 51 months, the last 12 held back, missing is 0) and
`m5/sales_d1495_d1941.csv.gz` (the last 28 days held back, every k-th of the 30,490 series from its first
sale on); what is not there is left out. Times are processor time of fitting and forecasting alone, with
80 % and 95 % intervals on both sides, those of the peer conformal from two windows, its default; and the mean
forecasts alone. RMSSE is the average over series of the root of the
mean squared error over the mean squared first difference, for series where that is not 0; WQL is the
weighted quantile loss at 0.1 to 0.9, pooled.

Fails when more than 2 % of the mean forecasts differ from the peer's by more than 1e-4 of the series' mean (a
sum of squares may have two valleys), when the speed is below 10 times, with intervals or without, or on
car parts the RMSSE of IMAPA is above .668 or the WQL of the empirical quantiles above .886.
"""

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
RUNNER_PACKAGE = HERE.parent / "Runner"
RUNNER = RUNNER_PACKAGE / ".build" / "release" / "Runner"
LEVELS = np.arange(1, 10) / 10


def peers():
    from statsforecast import models

    return {
        "CrostonClassic": models.CrostonClassic(),
        "CrostonOptimized": models.CrostonOptimized(),
        "CrostonSBA": models.CrostonSBA(),
        "TSB": models.TSB(0.1, 0.1),
        "ADIDA": models.ADIDA(),
        "IMAPA": models.IMAPA(),
        "NegativeBinomial": None,
        "EmpiricalQuantiles": None,
    }


def car_parts(folder, _):
    frame = pd.read_csv(folder / "carparts.csv.gz").drop(columns="t")
    return [values[:-12] for values in frame.fillna(0).to_numpy(float).T], [
        values[-12:] for values in frame.fillna(0).to_numpy(float).T
    ]


def m5(folder, count):
    with gzip.open(folder / "m5" / "sales_d1495_d1941.csv.gz", "rt") as file:
        rows = csv.reader(file)
        first = next(i for i, name in enumerate(next(rows)) if name.startswith("d_"))
        values = np.array([row[first:] for row in rows], float)
    values = values[:: max(1, len(values) // count)]
    values = [row[np.argmax(row > 0) :] for row in values if row[:-28].any()]
    return [row[:-28] for row in values], [row[-28:] for row in values]


def almanac(train, model, horizon, folder):
    source, out = folder / "train.csv", folder / "out.csv"
    width = max(map(len, train))
    with open(source, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([f"V{i + 1}" for i in range(width + 1)])
        for number, values in enumerate(train):
            cells = [f"{value:g}" for value in values]
            rows.writerow([f"s{number}", *cells] + [""] * (width - len(values)))
    command = [RUNNER, source, model, str(horizon), "1", out]
    quantiles = ",".join(f"{level:g}" for level in LEVELS)
    result = json.loads(
        subprocess.run(command + [quantiles], check=True, capture_output=True).stdout
    )
    assert result["series"] == len(train) and result["fallbacks"] == 0, result
    alone = json.loads(
        subprocess.run([RUNNER, "fitting", source, model, "1"], check=True, capture_output=True).stdout
    )
    frame = pd.read_csv(out)
    columns = ["mean"] + [f"q-{level:g}" for level in LEVELS]
    return frame[columns].to_numpy().reshape(len(train), horizon, -1), result["seconds"], alone["seconds"]


def peer(train, model, horizon):
    """Means, seconds a series for them, and seconds a series with intervals, from every fourth one."""
    from statsforecast.utils import ConformalIntervals

    model.forecast(train[0], horizon)
    start = time.process_time()
    forecasts = np.array([model.forecast(values, horizon)["mean"] for values in train])
    alone = (time.process_time() - start) / len(train)
    model.prediction_intervals = ConformalIntervals(n_windows=2, h=horizon)
    sample = [values for values in train[::4] if len(values) > 2 * horizon]
    start = time.process_time()
    for values in sample:
        model.forecast(values, horizon, level=[80, 95])
    return forecasts, alone, (time.process_time() - start) / len(sample)


def rmsse(train, test, mean):
    scale = np.array([np.mean(np.diff(values) ** 2) if len(values) > 1 else 0 for values in train])
    error = np.mean((test - mean) ** 2, axis=1)
    return np.mean(np.sqrt(error[scale > 0] / scale[scale > 0]))


def weighted_quantile_loss(test, quantiles):
    error = test[:, :, None] - quantiles
    loss = 2 * np.maximum(LEVELS * error, (LEVELS - 1) * error)
    return np.mean(loss.sum((0, 1)) / np.abs(test).sum())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--series", type=int, default=2000, help="how many of M5")
    options = parser.parse_args()
    build = ["swift", "build", "-c", "release", "--package-path", RUNNER_PACKAGE]
    subprocess.run(build, check=True, stdout=sys.stderr)
    failures = []
    print(
        f"{'set':9} {'model':18} {'series':>6}  {'us/series':>9} {'peer':>6} {'ratio':>5}"
        f"  {'mean alone':>10} {'peer':>6} {'ratio':>5}"
        f"  {'RMSSE':>6} {'peer':>6}  {'WQL':>6}  {'bias':>6}  {'differ':>6}"
    )
    for name, load in {"car parts": car_parts, "M5": m5}.items():
        try:
            train, test = load(options.data, options.series)
        except FileNotFoundError:
            print(f"{name}: no files")
            continue
        test = np.array(test)
        for model, reference in peers().items():
            with tempfile.TemporaryDirectory() as folder:
                ours, seconds, mean_alone = almanac(train, model, test.shape[1], Path(folder))
            mean = ours[:, :, 0]
            scaled, loss = rmsse(train, test, mean), weighted_quantile_loss(test, ours[:, :, 1:])
            unit = 1e6 / len(train)
            line = f"{name:9} {model:18} {len(train):6}  {seconds * unit:9.2f}"
            if reference is None:
                line += f" {'':12}  {mean_alone * unit:10.2f} {'':12}  {scaled:6.3f} {'':6}"
                differing = 0
            else:
                theirs, alone, whole = peer(train, reference, test.shape[1])
                distance = np.abs(mean - theirs)[:, 0]
                differing = np.mean(distance > 1e-4 * np.array([v.mean() for v in train]))
                ratio = whole * 1e6 / (seconds * unit)
                ratio_alone = alone * 1e6 / (mean_alone * unit)
                line += f" {whole * 1e6:6.1f} {ratio:5.0f}"
                line += f"  {mean_alone * unit:10.2f} {alone * 1e6:6.1f} {ratio_alone:5.1f}"
                line += f"  {scaled:6.3f} {rmsse(train, test, theirs):6.3f}"
                if min(ratio, ratio_alone) < 10 or differing > 0.02:
                    failures.append(f"{name} {model}")
            bias = (mean - test).sum() / test.sum()
            print(f"{line}  {loss:6.4f}  {bias:+6.2f}  {differing:6.2%}", flush=True)
            if name == "car parts" and (
                (model == "IMAPA" and round(scaled, 3) > 0.668)
                or (model == "EmpiricalQuantiles" and round(loss, 3) > 0.886)
            ):
                failures.append(f"{name} {model}: accuracy")
    if failures:
        sys.exit("not as promised: " + ", ".join(failures))


if __name__ == "__main__":
    main()
