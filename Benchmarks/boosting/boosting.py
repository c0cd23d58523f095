"""Gradient boosting beside LightGBM: the same rows, features and settings, in one run.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python boosting.py [--hourly M4/Hourly-train.csv.gz] [--threads 2]

Two tables: lags of the M4 Hourly series, if the file is there, and made ones with missing values,
interactions and a category. A random fifth of the rows is the test. 200 rounds at a rate of 0.05, 63 leaves of
at least 100 rows, 70 % of rows and features a round, 127 bins. Runs are interleaved and the median is
taken: of processor time for one thread, which other programs lengthen little, else of wall time.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import lightgbm
import numpy as np

HERE = Path(__file__).resolve().parent
RUNNER = HERE / "Runner" / ".build" / "release" / "Runner"
NINE = [i / 10 for i in range(1, 10)]


def made_rows(rng, count=200_000, width=40):
    x = rng.normal(size=(count, width)).astype(np.float32)
    x[rng.random(x.shape) < 0.05] = np.nan
    z = np.nan_to_num(x)
    y = 2 * z[:, 0] + np.sin(3 * z[:, 1]) + z[:, 2] * z[:, 3] + np.abs(z[:, 4]) * rng.normal(size=count)
    x[:, -1] = rng.integers(0, 30, count)
    return x, (y + 2 * (x[:, -1] % 7 == 3)).astype(np.float32)


def hourly_rows(path, rng):
    """Steps of M4 Hourly to come, from lags before the origin, all in units of the last days' mean."""
    rows, targets = [], []
    with gzip.open(path, "rt") as file:
        next(file)
        for number, line in enumerate(file):
            cells = [cell.strip().strip('"') for cell in line.strip().split(",")[1:]]
            y = np.array([float(cell) for cell in cells if cell])
            for origin in rng.integers(169, len(y) - 48, 45):
                scale = np.abs(y[origin - 96 : origin]).mean() + 1e-9
                for step in rng.choice(48, 12, replace=False) + 1:
                    cycles = -(-step // 24)
                    aligned = [y[origin + step - 24 * (cycles + j) - 1] / scale for j in range(4)]
                    base = np.mean(aligned)
                    rows.append(
                        [step, (origin + step) % 24, (origin + step) % 168, *aligned, base, np.std(aligned)]
                        + list(y[origin - 8 : origin] / scale)
                        + [y[origin - k : origin].mean() / scale for k in (24, 48)]
                        + [y[origin - 96 : origin].std() / scale, np.log1p(scale)]
                        + [y[origin + step - 169] / scale, number % 50]
                    )
                    targets.append(y[origin + step - 1] / scale - base)
    return np.array(rows, np.float32), np.array(targets, np.float32)


def score(loss, prediction, y):
    if loss == "squared":
        return np.mean((prediction[:, 0] - y) ** 2)
    if loss == "absolute":
        return np.mean(np.abs(prediction[:, 0] - y))
    if loss == "tweedie":
        p = prediction[:, 0]
        return np.mean(p**0.9 / 0.9 + y * p**-0.1 / 0.1)
    errors = y[:, None] - prediction
    levels = np.array(NINE if loss == "nine" else [0.2])
    return np.mean(np.maximum(levels * errors, (levels - 1) * errors))


def ours(loss, folder, threads, count):
    words = [RUNNER, folder, loss, "200", "63", str(threads)]
    fit, predict = map(float, subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    prediction = np.fromfile(os.path.join(folder, "predictions"), np.float32)
    return fit, predict, prediction.reshape(count, -1)


def peer(loss, train, test, threads):
    settings = dict(
        learning_rate=0.05, num_leaves=63, min_data_in_leaf=100, feature_fraction=0.7, bagging_fraction=0.7,
        bagging_freq=1, max_bin=127, num_threads=threads, min_sum_hessian_in_leaf=0, verbose=-1, seed=1,
        tweedie_variance_power=1.1,
    )
    names = {"squared": "regression", "absolute": "regression_l1", "tweedie": "tweedie"}
    levels = {"nine": NINE, "quantile": [0.2]}.get(loss, [None])
    clock = time.process_time if threads == 1 else time.perf_counter
    start = clock()
    models = []
    for level in levels:
        data = lightgbm.Dataset(*train, categorical_feature=[train[0].shape[1] - 1], params={"max_bin": 127})
        own = {"objective": "quantile", "alpha": level} if level else {"objective": names[loss]}
        models.append(lightgbm.train(settings | own, data, 200))
    fit = clock() - start
    start = clock()
    prediction = np.stack([model.predict(test[0], num_threads=threads) for model in models], axis=1)
    return fit, clock() - start, prediction


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hourly", default="../shared/data/m4/Hourly-train.csv.gz")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE / "Runner"], check=True, stdout=-3)
    rng = np.random.default_rng(0)
    tables = {"made": made_rows(rng)}
    if os.path.exists(options.hourly):
        tables["M4 Hourly"] = hourly_rows(options.hourly, rng)
    print(f"lightgbm {lightgbm.__version__}, {options.threads} thread(s); ratios are the peer's over ours, for times")
    print("table      loss      fit s  peer s  ratio   predict ratio   loss ours/peer")
    for name, (x, y) in tables.items():
        for loss in ["squared", "absolute", "quantile", "nine", "tweedie"]:
            goal = np.round(np.exp(np.clip(y / 2, -3, 3))).astype(np.float32) if loss == "tweedie" else y
            order = rng.permutation(len(y))
            cut = len(y) * 4 // 5
            train, test = [(x[part], goal[part]) for part in (order[:cut], order[cut:])]
            with tempfile.TemporaryDirectory() as folder:
                kinds = np.zeros(x.shape[1], np.float32)
                kinds[-1] = 1
                kinds.tofile(f"{folder}/kinds")
                for part, (a, b) in {"train": train, "test": test}.items():
                    np.ascontiguousarray(a.T).tofile(f"{folder}/{part}_x")
                    b.tofile(f"{folder}/{part}_y")
                runs = [
                    (ours(loss, folder, options.threads, len(test[1])), peer(loss, train, test, options.threads))
                    for _ in range(options.runs)
                ]
            mine, theirs = ([statistics.median(run[side][k] for run in runs) for k in (0, 1)] for side in (0, 1))
            losses = [score(loss, runs[0][side][2].astype(float), test[1].astype(float)) for side in (0, 1)]
            print(
                f"{name:10s} {loss:9s} {mine[0]:5.2f}  {theirs[0]:6.2f}  {theirs[0] / mine[0]:5.2f}"
                f"   {theirs[1] / mine[1]:13.2f}   {losses[0] / losses[1]:14.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
