"""Whether expected and achieved errors move together as series are made harder.

    env/bin/python sweep.py DATA [--almanac PATH] [--series 600] [--sweeps noise history season]

Takes quarterly series of M4 and makes them harder in steps: by white noise at 20 to 0 dB, by less history, and by
noise in place of the season. Prints for each step the median expected and achieved sMAPE and MASE, and for each
sweep their rank correlation over the steps. Series whose starts were cut off to learn from are left out.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "local"))
from errors import SHORT  # noqa: E402
from sets import load, write  # noqa: E402

HORIZON, SEASON = 8, 4


def noisy(train, test, decibel, rng):
    whole = np.concatenate([train, test])
    line = np.polyval(np.polyfit(np.arange(len(whole)), whole, 1), np.arange(len(whole)))
    spread = np.std(whole - line) * 10 ** (-decibel / 20)
    return whole[: len(train)] + rng.normal(0, spread, len(train)), whole[len(train) :] + rng.normal(0, spread, len(test))


def unseasonal(train, test, share, rng):
    """A share of the season gives way to noise of its size."""
    whole = np.concatenate([train, test])
    smooth = np.convolve(np.pad(whole, 2, mode="edge"), [0.125, 0.25, 0.25, 0.25, 0.125], mode="valid")
    rest = whole - smooth
    season = np.array([np.mean(rest[i::SEASON]) for i in range(SEASON)])[np.arange(len(whole)) % SEASON]
    whole = whole - share * season + share * rng.normal(0, np.std(season), len(whole))
    return whole[: len(train)], whole[len(train) :]


def run(options, command, source, target, *words):
    words = [options.almanac, command, source, "--layout", "rows", "--quiet", "--season", SEASON, "--horizon", HORIZON,
             "--output", target, *words]
    subprocess.run(list(map(str, words)), check=True)
    with open(target) as file:
        return list(csv.DictReader(file))


def errors(options, series):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write(series, source)
        described = run(options, "describe", source, target, "--csv")
        rows = {}
        for row in run(options, "forecast", source, target):
            rows.setdefault(row["unique_id"], []).append(float(row["Auto"]))
    smape, mase = [], []
    for key, (train, test) in series.items():
        error = np.abs(test - rows[key])
        smape.append(np.mean(200 * error / (np.abs(test) + np.abs(rows[key]))))
        scale = np.mean(np.abs(train[SEASON:] - train[:-SEASON]))
        mase.append(np.mean(error) / scale if scale > 0 else np.nan)
    described = {row["unique_id"]: row for row in described}
    medians = []
    for name, achieved in (("expected_smape_50", smape), ("expected_mase_50", mase)):
        expected = np.array([float(described[key][name] or "nan") for key in series])
        # What a short history shows as a constant has no error to expect, or no scale: it counts in neither median.
        both = np.isfinite(expected) & np.isfinite(achieved)
        medians += [np.median(expected[both]), np.median(np.array(achieved)[both])]
    return tuple(medians)


SWEEPS = {
    "noise": ("noise, dB", [20, 15, 10, 5, 0], lambda v, step, rng: noisy(*v, step, rng)),
    "history": ("history, quarters", [72, 48, 32, 20, 12], lambda v, step, rng: (v[0][-step:], v[1])),
    "season": ("season lost", [0, 0.25, 0.5, 0.75, 1], lambda v, step, rng: unseasonal(*v, step, rng)),
}


def correlation(a, b):
    a, b = (np.argsort(np.argsort(x)) for x in (a, b))
    return np.corrcoef(a, b)[0, 1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--series", type=int, default=600)
    parser.add_argument("--sweeps", nargs="+", default=list(SWEEPS), choices=list(SWEEPS))
    options = parser.parse_args()
    every = SHORT["M4 Quarterly"][1]
    known = [item for place, item in enumerate(load(options.data, "M4 Quarterly").items()) if place % every]
    series = {k: v for k, v in known if len(v[0]) >= 72 and v[0].min() > 0}
    series = dict(list(series.items())[:: max(1, len(series) // options.series)][: options.series])
    for sweep in options.sweeps:
        name, steps, change = SWEEPS[sweep]
        table = []
        for step in steps:
            rng = np.random.default_rng(1)
            table.append(errors(options, {k: change(v, step, rng) for k, v in series.items()}))
            print(f"{name} {step:5}: sMAPE expected {table[-1][0]:6.2f} achieved {table[-1][1]:6.2f}, "
                  f"MASE expected {table[-1][2]:.3f} achieved {table[-1][3]:.3f}", flush=True)
        table = np.array(table)
        print(f"{name}: rank correlation {correlation(table[:, 0], table[:, 1]):.2f} of sMAPE, "
              f"{correlation(table[:, 2], table[:, 3]):.2f} of MASE")


if __name__ == "__main__":
    main()
