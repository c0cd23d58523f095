"""Long horizons on ETTh1: mean squared errors of single networks beside the published ones.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python etth1.py ETTh1.csv.gz --almanac PATH [--horizons 96,192,336,720] [--models nhits,tide]
        [--part test] [--stride 1] [--seeds 0]

The protocol of the literature: the seven series are standardised by the first twelve months (of 30 days), the
next four are for validation, the last four are the test, in which a window begins at every step. Ours learns
from the first twelve months and stops by the last tenth of these, which it holds back, or learns from all of them
for as long as the four months for validation say (`--hold-nothing-back`). Each window of the test
is a series of its own to `--from`, which the network has never seen.
"""

import argparse
import gzip
import itertools
import os
import subprocess
import tempfile
import time

import numpy as np
import pandas as pd

PUBLISHED = {
    "nhits": {96: 0.378, 192: 0.427, 336: 0.458, 720: 0.561},
    "tide": {96: 0.375, 192: 0.412, 336: 0.435, 720: 0.454},
}
SETTINGS = {
    # Chosen by the squared error on the four months for validation, at 96 steps unless said otherwise.
    "nhits": ["--context", "480", "--loss", "absolute", "--learning-rate", "1e-4", "--updates", "1000"],
    "tide": ["--context", "336", "--loss", "absolute", "--learning-rate", "1e-3", "--updates", "1000"],
    "patchtst": ["--context", "336", "--loss", "squared"],
    "dlinear": ["--context", "336", "--loss", "squared"],
    "nlinear": ["--context", "336", "--loss", "squared"],
    "nbeats": ["--context", "{3h}", "--loss", "squared"],
}
# What was chosen at other horizons.
AT_HORIZON = {
    ("nhits", 96): ["--hold-nothing-back"],
    ("nhits", 192): ["--context", "384", "--learning-rate", "3e-4"],
    ("nhits", 336): ["--context", "336"],
}


def settings(name, horizon, more):
    """The words of a training by option: those chosen, and over them those of the command."""
    words = {}
    for word in [*SETTINGS[name], *AT_HORIZON.get((name, horizon), []), *more]:
        if word.startswith("--"):
            option = word
            words[option] = ""
        else:
            words[option] = word.replace("{3h}", str(3 * horizon))
    return words


def rows(path, table):
    width = max(len(row) for _, row in table)
    with open(path, "w") as file:
        file.write(",".join(["id"] + [f"v{i}" for i in range(width)]) + "\n")
        for name, row in table:
            file.write(",".join([name] + [f"{value:.6g}" for value in row]) + "\n")


def long(path, stamps, table):
    """The same with dates; a row is its name, where it begins, and its values."""
    with open(path, "w") as file:
        file.write("unique_id,ds,y\n")
        for name, start, row in table:
            file.writelines(f"{name},{stamps[start + i]},{value:.6g}\n" for i, value in enumerate(row))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--almanac", required=True)
    parser.add_argument("--horizons", default="96,192,336,720")
    parser.add_argument("--models", default="nhits,tide")
    parser.add_argument("--part", default="test", choices=["validation", "test"])
    parser.add_argument("--stride", type=int, default=1, help="steps between origins; best without a factor of 24")
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--words", default="", help="words for the training, over those chosen: --words='--batch 64'")
    parser.add_argument("--dated", action="store_true", help="give networks the dates, from which they read the calendar")
    options = parser.parse_args()
    with gzip.open(options.file, "rt") as file:
        table = pd.read_csv(file)
    stamps, data = table.iloc[:, 0].to_list(), table.iloc[:, 1:]
    month = 30 * 24
    first = data.iloc[: 12 * month]
    values = ((data - first.mean()) / first.std(ddof=0)).to_numpy()
    begin, end = (12 * month, 16 * month) if options.part == "validation" else (16 * month, 20 * month)
    with tempfile.TemporaryDirectory() as folder:
        train, test = os.path.join(folder, "train.csv"), os.path.join(folder, "test.csv")
        model, target = os.path.join(folder, "model"), os.path.join(folder, "forecast.csv")
        def write(path, table):
            if options.dated:
                long(path, stamps, table)
            else:
                rows(path, [(name, row) for name, _, row in table])

        write(train, [(name, 0, values[: 12 * month, i]) for i, name in enumerate(data.columns)])
        layout = "long" if options.dated else "rows"
        common = ["--layout", layout, "--threads", options.threads, "-q", "--allow-negative"]

        def forecast(path, horizon, *words):
            subprocess.run(
                [options.almanac, "forecast", path, "-n", str(horizon), "-o", target, "--levels", "80", *common, *words],
                check=True,
            )

        for name, horizon, seed in itertools.product(
            options.models.split(","), map(int, options.horizons.split(",")), options.seeds.split(",")
        ):
            words = settings(name, horizon, options.words.split())
            context = int(words["--context"])
            start = time.time()
            forecast(
                train, horizon, "--season", "24", "--model", name, "--seed", seed, "--save", model,
                *(word for pair in words.items() for word in pair if word),
            )
            trained = time.time() - start
            origins = range(begin, end - horizon + 1, options.stride)
            errors = []
            # Series by series: all windows in one file would be gigabytes.
            for series in range(7):
                write(test, [(str(o), o - context, values[o - context : o, series]) for o in origins])
                forecast(test, horizon, "--from", model)
                made = pd.read_csv(target, usecols=[2]).to_numpy().reshape(len(origins), horizon)
                errors.append(made - np.stack([values[o : o + horizon, series] for o in origins]))
            errors = np.stack(errors)
            wanted = PUBLISHED.get(name, {}).get(horizon)
            print(
                f"{name} {horizon} {options.part}: MSE {(errors**2).mean():.4f} MAE {np.abs(errors).mean():.4f}"
                f" published {wanted}, seed {seed}, trained in {trained:.0f} s, stride {options.stride},"
                f" {' '.join(word for pair in words.items() for word in pair if word)}", flush=True,
            )


main()
