"""Whether expected and achieved errors move together as series are made harder.

    env/bin/python sweep.py DATA [--almanac PATH] [--series 600] [--sweeps noise season history aggregate]

Takes quarterly series of M4 and makes them harder in steps: by white noise at 20 to 0 dB, by noise in place of the
season, and by less history; and sums retail sales and employment over 1 to 12 months. Prints for each step the
median expected and achieved sMAPE and MASE over the series that have both at every step, and for each sweep their
rank correlation over the steps, beside that of the achieved errors of one half of the series with those of the
other. Quarterly series whose starts were cut off to learn from are left out.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "local"))
from errors import SHORT, cut, long  # noqa: E402
from sets import load, write  # noqa: E402


def noisy(train, test, decibel, rng):
    whole = np.concatenate([train, test])
    line = np.polyval(np.polyfit(np.arange(len(whole)), whole, 1), np.arange(len(whole)))
    spread = np.std(whole - line) * 10 ** (-decibel / 20)
    whole = whole + rng.normal(0, spread, len(whole))
    return whole[: len(train)], whole[len(train) :]


def unseasonal(train, test, share, rng):
    """A share of the season gives way to noise of its size."""
    whole = np.concatenate([train, test])
    smooth = np.convolve(np.pad(whole, 2, mode="edge"), [0.125, 0.25, 0.25, 0.25, 0.125], mode="valid")
    rest = whole - smooth
    season = np.array([np.mean(rest[i::4]) for i in range(4)])[np.arange(len(whole)) % 4]
    whole = whole - share * season + share * rng.normal(0, np.std(season), len(whole))
    return whole[: len(train)], whole[len(train) :]


def summed(train, test, steps):
    """Sums over some steps, which end where the training values end."""
    start = len(train) % steps
    return train[start:].reshape(-1, steps).sum(axis=1), test.reshape(-1, steps).sum(axis=1)


def run(options, command, source, target, season, horizon, *words):
    words = [options.almanac, command, source, "--layout", "rows", "--quiet", "--season", season, "--horizon", horizon,
             "--output", target, *words]
    subprocess.run(list(map(str, words)), check=True)
    with open(target) as file:
        return list(csv.DictReader(file))


def errors(options, series, season):
    """Expected and achieved sMAPE, expected and achieved MASE: a row of each for every series."""
    horizon = len(next(iter(series.values()))[1])
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write(series, source)
        described = {row["unique_id"]: row for row in
                     run(options, "describe", source, target, season, horizon, "--csv")}
        rows = {}
        for row in run(options, "forecast", source, target, season, horizon):
            rows.setdefault(row["unique_id"], []).append(float(row["Auto"]))
    table = []
    for key, (train, test) in series.items():
        error, size = np.abs(test - rows[key]), np.abs(test) + np.abs(rows[key])
        scale = np.mean(np.abs(train[season:] - train[:-season]))
        expected = [float(described[key][name] or "nan") for name in ("expected_smape_50", "expected_mase_50")]
        smape = np.mean(np.where(size > 0, 200 * error / np.where(size > 0, size, 1), 0))
        table.append([expected[0], smape, expected[1], np.mean(error) / scale if scale > 0 else np.nan])
    return np.array(table)


# Kind of series; name of the steps, the steps, the season at each, what is made of training and test values.
SWEEPS = {
    "noise": ("quarterly", "noise, dB", [20, 15, 10, 5, 0], lambda step: 4, lambda v, step, rng: noisy(*v, step, rng)),
    "season": ("quarterly", "season lost", [0, 0.25, 0.5, 0.75, 1], lambda step: 4,
               lambda v, step, rng: unseasonal(*v, step, rng)),
    "history": ("quarterly", "history, quarters", [72, 48, 32, 20, 12], lambda step: 4,
                lambda v, step, rng: (v[0][-step:], v[1])),
    "aggregate": ("monthly", "months summed", [1, 2, 3, 4, 6, 12], lambda step: 12 // step,
                  lambda v, step, rng: summed(*v, step)),
}


def correlation(a, b):
    a, b = (np.argsort(np.argsort(x)) for x in (a, b))
    return np.corrcoef(a, b)[0, 1]


def repeated(achieved, rng):
    """How well the order of the steps comes again: the rank correlation of the medians over one half of the series
    with those over the other, the mean of 400 divisions. It shows how noisy the order is; medians over all the series
    are less noisy than those over a half, so that it is no bound on how well they can be foretold."""
    count = achieved.shape[1]
    halves = (np.split(rng.permutation(count), [count // 2]) for _ in range(400))
    medians = ((np.median(achieved[:, one], axis=1), np.median(achieved[:, other], axis=1)) for one, other in halves)
    return np.mean([correlation(*pair) for pair in medians])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--series", type=int, default=600)
    parser.add_argument("--sweeps", nargs="+", default=list(SWEEPS), choices=list(SWEEPS))
    options = parser.parse_args()
    every = SHORT["M4 Quarterly"][1]
    known = [item for place, item in enumerate(load(options.data, "M4 Quarterly").items()) if place % every]
    months = long(options.data, "fpp3/aus_retail.csv.gz", ["Series ID"], "Turnover")
    months |= long(options.data, "fpp3/us_employment.csv.gz", ["Series_ID"], "Employed")
    sources = {
        "quarterly": {k: v for k, v in known if len(v[0]) >= 72 and v[0].min() > 0},
        "monthly": {k: v for k, v in cut(months, 12, 240).items() if v[0].min() > 0},
    }
    for sweep in options.sweeps:
        kind, name, steps, season, change = SWEEPS[sweep]
        series = sources[kind]
        series = dict(list(series.items())[:: max(1, len(series) // options.series)][: options.series])
        tables = []
        for step in steps:
            rng = np.random.default_rng(1)
            tables.append(errors(options, {k: change(v, step, rng) for k, v in series.items()}, season(step)))
        # What a short history shows as a constant has no error to expect, or no scale: it counts at no step.
        whole = np.isfinite(tables).all(axis=(0, 2))
        tables = np.array(tables)[:, whole]
        medians = np.median(tables, axis=1)
        for step, row in zip(steps, medians):
            print(f"{name} {step:5}: sMAPE expected {row[0]:6.2f} achieved {row[1]:6.2f}, "
                  f"MASE expected {row[2]:.3f} achieved {row[3]:.3f}")
        for place, error in ((0, "sMAPE"), (2, "MASE")):
            both = np.log(tables[:, :, place : place + 2] + 0.05)
            # The change from the first to the last step, series by series.
            moves = both[-1] - both[0]
            print(f"{name}: {error}, {whole.sum()} series: rank correlation over the steps "
                  f"{correlation(medians[:, place], medians[:, place + 1]):.2f}, of the achieved with itself "
                  f"{repeated(tables[:, :, place + 1], np.random.default_rng(1)):.2f}; median change of the logarithm "
                  f"expected {np.median(moves[:, 0]):.2f} achieved {np.median(moves[:, 1]):.2f}, rank correlation "
                  f"of both over the series {correlation(moves[:, 0], moves[:, 1]):.2f}", flush=True)


if __name__ == "__main__":
    main()
