"""Long horizons on ETTh1: mean squared errors of single networks beside the published ones.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python etth1.py ETTh1.csv.gz --almanac PATH [--horizons 96,192,336,720] [--models nhits,tide] [--stride 1]

The protocol of the literature: the seven series are standardised by the first twelve months (of 30 days), the
next four are for validation, the last four are the test, in which a window begins at every step. Ours learns
from the first twelve months and takes the last tenth of what it is given for validation. Each window of the test
is a series of its own to `--from`, which the network has never seen.
"""

import argparse
import gzip
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
    # Chosen by the squared error on the four months for validation.
    "nhits": ["--context", "{5h}", "--loss", "absolute", "--learning-rate", "1e-4", "--updates", "1000"],
    "tide": ["--context", "720", "--loss", "squared"],
    "patchtst": ["--context", "336", "--loss", "squared"],
    "dlinear": ["--context", "336", "--loss", "squared"],
    "nlinear": ["--context", "336", "--loss", "squared"],
    "nbeats": ["--context", "{3h}", "--loss", "squared"],
}


def rows(path, table):
    width = max(len(row) for _, row in table)
    with open(path, "w") as file:
        file.write(",".join(["id"] + [f"v{i}" for i in range(width)]) + "\n")
        for name, row in table:
            file.write(",".join([name] + [f"{value:.6g}" for value in row]) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--almanac", required=True)
    parser.add_argument("--horizons", default="96,192,336,720")
    parser.add_argument("--models", default="nhits,tide")
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--threads", default="1")
    parser.add_argument("more", nargs="*", help="further words for the training, behind --")
    options = parser.parse_args()
    with gzip.open(options.file, "rt") as file:
        data = pd.read_csv(file).iloc[:, 1:]
    month = 30 * 24
    first = data.iloc[: 12 * month]
    values = ((data - first.mean()) / first.std(ddof=0)).to_numpy()
    with tempfile.TemporaryDirectory() as folder:
        train, test = os.path.join(folder, "train.csv"), os.path.join(folder, "test.csv")
        model, target = os.path.join(folder, "model"), os.path.join(folder, "forecast.csv")
        rows(train, [(name, values[: 12 * month, i]) for i, name in enumerate(data.columns)])
        common = ["--layout", "rows", "--threads", options.threads, "-q", "--allow-negative"]
        for name in options.models.split(","):
            for horizon in map(int, options.horizons.split(",")):
                words = [
                    word.replace("{5h}", str(5 * horizon)).replace("{3h}", str(3 * horizon))
                    for word in SETTINGS[name]
                ]
                context = int(words[words.index("--context") + 1])
                start = time.time()
                subprocess.run(
                    [options.almanac, "forecast", train, "--season", "24", "-n", str(horizon), "--model", name,
                     "--save", model, "-o", target, *words, *common, *options.more],
                    check=True,
                )
                trained = time.time() - start
                begin, end = 16 * month, 20 * month
                origins = range(begin, end - horizon + 1, options.stride)
                rows(
                    test,
                    [(f"{s}-{o}", values[max(o - context, 0) : o, s]) for s in range(7) for o in origins],
                )
                subprocess.run(
                    [options.almanac, "forecast", test, "--from", model, "-n", str(horizon), "-o", target,
                     "--levels", "80", *common],
                    check=True,
                )
                made = pd.read_csv(target, usecols=[2]).to_numpy().reshape(7, len(origins), horizon)
                actual = np.stack([[values[o : o + horizon, s] for o in origins] for s in range(7)])
                squared, absolute = ((made - actual) ** 2).mean(), np.abs(made - actual).mean()
                wanted = PUBLISHED.get(name, {}).get(horizon)
                print(
                    f"{name} {horizon}: MSE {squared:.4f} MAE {absolute:.4f} published {wanted},"
                    f" trained in {trained:.0f} s, stride {options.stride}", flush=True,
                )


main()
