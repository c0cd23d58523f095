"""The series that the benchmarks of local models forecast, and their scores."""

import csv
import gzip
import sys

import numpy as np

# Name: training file, test file or None for the last values, horizon, season of the MASE, sMAPE and
# MASE of Naive2 on the series of the file. M1 is one long file.
SETS = {
    "M4 Yearly": ("m4/Yearly-train.csv.gz", "m4/Yearly-test.csv.gz", 6, 1, (16.342, 3.974)),
    "M4 Quarterly": ("m4/Quarterly-train-partial.csv.gz", "m4/Quarterly-test.csv.gz", 8, 4, (11.363, 1.298)),
    "M4 Weekly": ("m4/Weekly-train.csv.gz", "m4/Weekly-test.csv.gz", 13, 1, (9.161, 2.777)),
    "M4 Hourly": ("m4/Hourly-train.csv.gz", "m4/Hourly-test.csv.gz", 48, 24, (18.383, 2.395)),
    "M1 yearly": ("m1/m1-long.csv.gz", "yearly", 6, 1, None),
    "M1 quarterly": ("m1/m1-long.csv.gz", "quarterly", 8, 4, None),
    "M1 monthly": ("m1/m1-long.csv.gz", "monthly", 18, 12, None),
}


def rows(path):
    with gzip.open(path, "rt") as file:
        reader = csv.reader(file)
        next(reader)
        return {r[0]: np.array([float(x) for x in r[1:] if x not in ("", "NA")]) for r in reader}


def load(folder, name, sample=0):
    """Training and test values by id: every k-th series, so that there are about `sample` (0: all)."""
    training, testing, horizon, _, _ = SETS[name]
    if training.startswith("m1"):
        with gzip.open(folder / "m1/m1-meta.csv.gz", "rt") as file:
            wanted = {r["id"] for r in csv.DictReader(file) if r["period"].lower() == testing}
        train, test = {}, {}
        with gzip.open(folder / training, "rt") as file:
            for r in csv.DictReader(file):
                if r["id"] in wanted:
                    part = train if r["part"] == "train" else test
                    part.setdefault(r["id"], []).append(float(r["value"]))
        train, test = ({k: np.array(v) for k, v in p.items()} for p in (train, test))
    else:
        train, test = rows(folder / training), rows(folder / testing)
    keys = [key for key in train if key in test]
    step = max(1, round(len(keys) / sample)) if sample else 1
    return {key: (train[key], test[key]) for key in keys[::step]}


def write(series, path):
    """The training values in the layout of a row for each series."""
    longest = max(len(train) for train, _ in series.values())
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"V{i + 1}" for i in range(longest + 1)])
        for key, (train, _) in series.items():
            writer.writerow([key, *map(repr, train.tolist())] + [""] * (longest - len(train)))


def read_forecasts(path):
    """The rows of a file of forecasts by id, and the names of their columns beside id and time."""
    found = {}
    with open(path) as file:
        reader = csv.reader(file)
        names = next(reader)[2:]
        for key, _, *values in reader:
            found.setdefault(key, []).append([float(x) for x in values])
    return {key: np.array(part) for key, part in found.items()}, names


def errors(series, forecasts, season):
    """sMAPE and MASE of each series by the rules of the M4 competition, forecasts of non-negative series raised to 0."""
    smape, mase = [], []
    for key, (train, test) in series.items():
        forecast = np.asarray(forecasts[key][: len(test)], dtype=float)
        if not np.isfinite(forecast).all():
            sys.exit(f"a forecast of {key} is no number")
        if train.min() >= 0:
            forecast = np.maximum(forecast, 0)
        size, error = np.abs(test) + np.abs(forecast), np.abs(test - forecast)
        smape.append(np.mean(np.where(size > 0, 200 * error / np.where(size > 0, size, 1), 0)))
        scale = np.mean(np.abs(train[season:] - train[:-season]))
        mase.append(np.mean(error) / scale if scale > 0 else np.nan)
    return np.array(smape), np.array(mase)


def scores(series, forecasts, season):
    """Mean sMAPE and MASE; series without a scale have no MASE."""
    return tuple(map(np.nanmean, errors(series, forecasts, season)))
