"""The Theta family: Almanac beside statsforecast, on one thread, on the M4 sets.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python theta.py DATA [--series 1000] [--models STM DOTM] [--sets Yearly Hourly]

DATA is a folder with the M4 files `Yearly-train.csv.gz`, `Yearly-test.csv.gz` and so on; sets that
are not there are left out. Both programs forecast the same series: every k-th, so that there are
about as many as asked for (0 for all). Where a set has no test part, the last values of each series
are held back. Times are processor time of fitting and forecasting alone; those of Almanac include
intervals, those of the peer do not (it would simulate 200 paths for them). sMAPE and MASE are those
of the M4 competition, with negative forecasts raised to 0 for both; coverage is that of Almanac's
95 % interval.

Fails when Almanac's sMAPE is more than 1 % above the peer's, or its speed below 10 times.
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

HERE = Path(__file__).resolve().parent
RUNNER_PACKAGE = HERE.parent / "Runner"
RUNNER = RUNNER_PACKAGE / ".build" / "release" / "Runner"
# Name, season of the models, season of the MASE, horizon, training file.
SETS = {
    "Yearly": (1, 1, 6, "Yearly-train.csv.gz"),
    "Quarterly": (4, 4, 8, "Quarterly-train-partial.csv.gz"),
    "Monthly": (12, 12, 18, "Monthly-train-partial.csv.gz"),
    "Weekly": (1, 1, 13, "Weekly-train.csv.gz"),
    "Hourly": (24, 24, 48, "Hourly-train.csv.gz"),
}
MODELS = {
    "STM": "Theta",
    "OTM": "OptimizedTheta",
    "DSTM": "DynamicTheta",
    "DOTM": "DynamicOptimizedTheta",
    "auto": "AutoTheta",
}


def read(path):
    import numpy as np

    with gzip.open(path, "rt") as file:
        rows = csv.reader(file)
        next(rows)
        return {row[0]: np.array([float(x) for x in row[1:] if x]) for row in rows}


def load(folder, name, count):
    """The training and test parts of a sample of a set; None where it is not there."""
    _, _, horizon, file = SETS[name]
    if not (folder / file).exists():
        return None
    train = read(folder / file)
    if (folder / f"{name}-test.csv.gz").exists():
        test = read(folder / f"{name}-test.csv.gz")
    else:
        test = {key: values[-horizon:] for key, values in train.items()}
        train = {key: values[:-horizon] for key, values in train.items()}
    keys = [key for key in train if key in test]
    step = max(1, len(keys) // count) if count else 1
    return {key: (train[key], test[key]) for key in keys[::step]}


def peer(series, model, season, horizon):
    import numpy as np
    from statsforecast.theta import auto_theta, forecast_theta

    def run(values):
        fit = auto_theta(values, season, model=None if model == "auto" else model)
        return np.maximum(forecast_theta(fit, horizon)["mean"], 0)

    run(next(iter(series.values()))[0])
    start = time.process_time()
    forecasts = {key: run(train) for key, (train, _) in series.items()}
    return forecasts, time.process_time() - start


def almanac(series, model, season, horizon, folder):
    import pandas as pd

    train, out = folder / "train.csv", folder / "out.csv"
    width = max(len(values) for values, _ in series.values())
    with open(train, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([f"V{i + 1}" for i in range(width + 1)])
        for key, (values, _) in series.items():
            rows.writerow([key, *map(repr, values.tolist())] + [""] * (width - len(values)))
    command = [RUNNER, train, MODELS[model], str(horizon), str(season), out]
    result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert result["series"] == len(series) and result["fallbacks"] == 0, result
    frame = pd.read_csv(out)
    steps = {key: part for key, part in frame.groupby("unique_id", sort=False)}
    forecasts = {key: part["mean"].to_numpy() for key, part in steps.items()}
    bounds = {key: (p["lo-95"].to_numpy(), p["hi-95"].to_numpy()) for key, p in steps.items()}
    return forecasts, bounds, result["seconds"]


def scores(series, forecasts, scale_season):
    import numpy as np

    smape, mase = [], []
    for key, (train, test) in series.items():
        forecast = forecasts[key][: len(test)]
        size = np.abs(test) + np.abs(forecast)
        error = np.abs(test - forecast)
        smape.append(np.mean(np.where(size > 0, 200 * error / np.where(size > 0, size, 1), 0)))
        scale = np.mean(np.abs(train[scale_season:] - train[:-scale_season]))
        if scale > 0:
            mase.append(np.mean(error) / scale)
    return np.mean(smape), np.mean(mase)


def covered(series, bounds):
    import numpy as np

    return np.mean(
        [
            np.mean((bounds[key][0] <= test) & (test <= bounds[key][1]))
            for key, (_, test) in series.items()
        ]
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--series", type=int, default=1000, help="how many of each set; 0: all")
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=list(MODELS))
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    options = parser.parse_args()
    build = ["swift", "build", "-c", "release", "--package-path", RUNNER_PACKAGE]
    subprocess.run(build, check=True, stdout=sys.stderr)

    print(
        f"{'set':10} {'model':5} {'series':>6}  {'ms/series':>9} {'peer':>8} {'ratio':>6}"
        f"  {'sMAPE':>7} {'peer':>7}  {'MASE':>6} {'peer':>6}  {'in 95 %':>7}"
    )
    failures = []
    for name in options.sets:
        season, scale_season, horizon, _ = SETS[name]
        series = load(options.data, name, options.series)
        if series is None:
            print(f"{name}: no files")
            continue
        for model in options.models:
            with tempfile.TemporaryDirectory() as folder:
                ours, bounds, seconds = almanac(series, model, season, horizon, Path(folder))
            theirs, their_seconds = peer(series, model, season, horizon)
            smape, mase = scores(series, ours, scale_season)
            their_smape, their_mase = scores(series, theirs, scale_season)
            unit = 1000 / len(series)
            ratio = their_seconds / seconds
            print(
                f"{name:10} {model:5} {len(series):6}"
                f"  {seconds * unit:9.4f} {their_seconds * unit:8.3f} {ratio:6.0f}"
                f"  {smape:7.3f} {their_smape:7.3f}  {mase:6.3f} {their_mase:6.3f}"
                f"  {covered(series, bounds):7.3f}",
                flush=True,
            )
            if smape > 1.01 * their_smape or ratio < 10:
                failures.append(f"{name} {model}")
    if failures:
        sys.exit("worse than the peer: " + ", ".join(failures))


if __name__ == "__main__":
    main()
