"""The M5 competition on its last 447 days: Almanac beside mlforecast with LightGBM on the same days.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python m5.py DATA [--almanac PATH] [--runs auto boosting ...] [--every 1] [--work FOLDER]

DATA is a folder with `retail/m5`: sales of the days 1495 to 1941, the 28 days of the evaluation, the calendar,
and the official weights and scales of the 154 sums of levels 1 to 9. WRMSSE is computed for these levels from
the sums of the forecasts of all 30,490 series, by one function for all. Both programs get the same CSV
file: sales, state, store, category, department, and as covariates SNAP and the four kinds of events, whose future
is known. There are no prices. Every run is a process of its own, from CSV to CSV on all processors; seconds are
by the clock and, as busy, those of the processors, and memory is the largest that the process held. With `--every N` each N-th series takes part, and
the forecasts of sums are scaled up from them: fit for comparing runs with one another only.

`mlforecast` gets lags of 1 to 56 days, means and deviations over 7, 14, 28 and 56 days, the weekday, the
day of the month and the item's attributes, and LightGBM with the loss of Tweedie and the settings in `PEERS`. It forecasts recursively, as it does by default.

Fails where `auto` is less accurate than the peer, less than 3 times as fast, or takes 4 GB.
"""

import argparse
import csv
import gzip
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

LEVELS = {
    1: [], 2: ["state_id"], 3: ["store_id"], 4: ["cat_id"], 5: ["dept_id"], 6: ["state_id", "cat_id"],
    7: ["state_id", "dept_id"], 8: ["store_id", "cat_id"], 9: ["store_id", "dept_id"],
}
KEYS = ["state_id", "store_id", "cat_id", "dept_id", "item_id"]
KINDS = ["Cultural", "National", "Religious", "Sporting"]
HORIZON = 28
ATTRIBUTES = "state_id,store_id,cat_id,dept_id"
# What each run is: the words behind `almanac forecast FILE`; FUTURE stands for the file of covariates.
FUTURE = ["--future", "FUTURE"]
RUNS = {
    "seasonal-naive": ["--model", "seasonal-naive"],
    "ets": ["--model", "ets"],
    "ces": ["--model", "ces"],
    "dynamic-theta": ["--model", "dynamic-theta"],
    "demand": ["--model", "adida"],
    "boosting": ["--model", "boosting", "--static", ATTRIBUTES, *FUTURE],
    "boosting-alone": ["--model", "boosting", "--static", ATTRIBUTES],
    "auto": ["--static", ATTRIBUTES, *FUTURE],
    "auto-alone": ["--static", ATTRIBUTES],
    "ets-sums": ["--model", "ets", "--hierarchy", "state_id/store_id,cat_id/dept_id/item_id", "--reconcile", "struct"],
}
# Rounds, rate and leaves of the peer.
PEERS = {"mlforecast": (300, 0.05, 127)}


def rows(path):
    with gzip.open(path, "rt") as file:
        yield from csv.reader(file)


def read(data, every):
    """The keys of the series, their sales by day, and those of the evaluation."""
    source = data / "retail/m5"
    table = rows(source / "sales_d1495_d1941.csv.gz")
    header = next(table)
    places = [header.index(key) for key in KEYS]
    keys, sales = [], []
    for place, row in enumerate(table):
        if place % every == 0:
            keys.append([row[i] for i in places])
            sales.append(np.array(row[6:], float))
    table = rows(source / "sales_test_evaluation.csv.gz")
    header = next(table)
    places = [header.index(key) for key in KEYS]
    actual = {tuple(row[i] for i in places): np.array(row[5:], float) for row in table}
    return keys, np.array(sales), actual


def calendar(data):
    """For each day of the history and the evaluation its date, the kinds of events, and SNAP by state."""
    table = rows(data / "retail/m5/calendar.csv.gz")
    header = next(table)
    days = []
    for row in table:
        day = dict(zip(header, row))
        if 1495 <= int(day["d"][2:]) <= 1941 + HORIZON:
            kinds = {day["event_type_1"], day["event_type_2"]}
            snap = {state: day[f"snap_{state}"] for state in ("CA", "TX", "WI")}
            days.append((day["date"], ",".join("1" if kind in kinds else "0" for kind in KINDS), snap))
    return days


def prepare(data, folder, every):
    """Writes the files that both programs read."""
    history, future = folder / f"history-{every}.csv", folder / f"future-{every}.csv"
    if history.exists() and future.exists():
        return history, future
    keys, sales, _ = read(data, every)
    days = calendar(data)
    covariates = ",".join(["snap", *KINDS])
    with open(history, "w") as past, open(future, "w") as coming:
        past.write(f"{','.join(KEYS)},id,date,sales,{covariates}\n")
        coming.write(f"id,date,{covariates}\n")
        for key, values in zip(keys, sales):
            name = f"{key[4]}_{key[1]}"
            words = ",".join(key)
            known = [f"{date},%d,{snap[key[0]]},{events}" for date, events, snap in days[: len(values)]]
            past.writelines(f"{words},{name},{day % int(value)}\n" for day, value in zip(known, values))
            coming.writelines(f"{name},{date},{snap[key[0]]},{events}\n" for date, events, snap in days[len(values):])
    return history, future


def wrmsse(data, keys, forecasts, actual):
    """The score of each of the levels 1 to 9. Sums of a part of the series are scaled up to all of them."""
    source = data / "retail/m5"
    table = rows(source / "rmsse_scale_L1_L9.csv.gz")
    header = next(table)
    scales = {}
    for row in table:
        node = dict(zip(header, row))
        level = int(node["level"])
        scales[level, tuple(node[column] for column in LEVELS[level])] = float(node["value"])
    table = rows(source / "weights_evaluation.csv.gz")
    next(table)
    weights = {}
    for level, first, second, _, weight in table:
        if int(level[5:]) <= 9:
            weights[int(level[5:]), frozenset({first, second} - {"X", "Total"})] = float(weight)
    whole = {tuple(key): None for key in actual}
    shown = {tuple(key): forecast for key, forecast in zip(keys, forecasts)}
    scores = []
    for level, columns in LEVELS.items():
        places = [KEYS.index(column) for column in columns]
        sums = {}
        for key in whole:
            node = sums.setdefault(tuple(key[i] for i in places), [np.zeros(HORIZON) for _ in range(3)])
            node[0] += actual[key]
            if key in shown:
                node[1] += shown[key]
                node[2] += actual[key]
        score = 0
        for node, (truth, forecast, part) in sums.items():
            ratio = truth.sum() / part.sum() if part.sum() > 0 else 1
            error = np.sqrt(np.mean((forecast - part) ** 2)) * ratio
            score += weights[level, frozenset(node)] * error / scales[level, node]
        scores.append(score)
    return np.array(scores)


def process(command):
    """Runs a process: its seconds by the clock and of the processors, and the gigabytes it held at most."""
    start = time.perf_counter()
    number = os.spawnvp(os.P_NOWAIT, command[0], command)
    _, status, used = os.wait4(number, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def forecast(options, words, history, future, target):
    hierarchy = "--hierarchy" in words
    command = [options.almanac, "forecast", history, "--time", "date", "--value", "sales", "--horizon", HORIZON]
    command += ["--levels", "80", "--quiet", "--output", target] + ([] if hierarchy else ["--id", "id"])
    command += [future if word == "FUTURE" else word for word in words]
    seconds, busy, memory = process([str(word) for word in command])
    made = {}
    with open(target) as file:
        table = csv.reader(file)
        next(table)
        for row in table:
            name = "_".join(reversed(row[0].split("/")[1::3])) if hierarchy else row[0]
            made.setdefault(name, []).append(float(row[2]))
    return made, seconds, busy, memory


def peer(history, future, target, name):
    """What the peer does in a process of its own."""
    import lightgbm
    import pandas as pd
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean, RollingStd

    rounds, rate, leaves = PEERS[name]
    static = KEYS[:4]
    kinds = {"sales": np.float32, "snap": np.int8, "id": "category"} | {kind: np.int8 for kind in KINDS}
    table = pd.read_csv(history, dtype=kinds | {key: "category" for key in KEYS}, parse_dates=["date"])
    table = table.drop(columns="item_id")
    model = lightgbm.LGBMRegressor(
        objective="tweedie", tweedie_variance_power=1.1, n_estimators=rounds, learning_rate=rate, num_leaves=leaves,
        min_child_samples=100, subsample=0.7, subsample_freq=1, colsample_bytree=0.7, max_bin=127, verbose=-1,
    )
    forecaster = MLForecast(
        models=[model], freq="D", lags=[1, 2, 3, 4, 5, 6, 7, 14, 21, 28, 35, 42, 49, 56],
        lag_transforms={
            1: [RollingMean(7), RollingMean(14), RollingMean(28), RollingMean(56), RollingStd(7), RollingStd(28)],
            7: [RollingMean(7), RollingMean(28)],
        },
        date_features=["dayofweek", "day"],
    )
    forecaster.fit(table, id_col="id", time_col="date", target_col="sales", static_features=static)
    coming = pd.read_csv(future, dtype={k: v for k, v in kinds.items() if k != "sales"}, parse_dates=["date"])
    forecaster.predict(HORIZON, X_df=coming).to_csv(target, index=False)


def peer_run(name, history, future, target):
    words = [sys.executable, __file__, "", "--peer", name, str(history), str(future), str(target)]
    seconds, busy, memory = process(words)
    made = {}
    with open(target) as file:
        table = csv.reader(file)
        next(table)
        for row in table:
            made.setdefault(row[0], []).append(float(row[2]))
    return made, seconds, busy, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--runs", nargs="+", default=[*RUNS, *PEERS], choices=[*RUNS, *PEERS])
    parser.add_argument("--every", type=int, default=1, help="take each N-th series")
    parser.add_argument("--work", type=Path, help="a folder where the prepared files stay")
    parser.add_argument("--peer", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer[1:], options.peer[0])
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        history, future = prepare(options.data, folder, options.every)
        keys, _, actual = read(options.data, options.every)
        print(f"{'run':16} {'mean':>6} " + " ".join(f"level {level}" for level in LEVELS) + "   bias seconds   busy    GB", flush=True)
        results = {}
        for name in options.runs:
            target = folder / f"{name}.csv"
            if name in PEERS:
                made, seconds, busy, memory = peer_run(name, history, future, target)
            else:
                made, seconds, busy, memory = forecast(options, RUNS[name], history, future, target)
            forecasts = [np.array(made[f"{key[4]}_{key[1]}"]) for key in keys]
            levels = wrmsse(options.data, keys, forecasts, actual)
            came = sum(actual[tuple(key)].sum() for key in keys)
            bias = np.sum(forecasts) / came - 1
            results[name] = levels.mean(), seconds, busy, memory
            print(f"{name:16} {levels.mean():6.4f} " + " ".join(f"{score:7.4f}" for score in levels)
                  + f" {bias:+6.1%} {seconds:7.1f} {busy:6.1f} {memory:5.2f}", flush=True)
    if options.every == 1 and "auto" in results and "mlforecast" in results:
        (own, seconds, _, memory), (other, longer, _, _) = results["auto"], results["mlforecast"]
        print(f"auto: {own / other:.3f} times the score of mlforecast in {longer / seconds:.2f} times less time")
        if own > other or longer < 3 * seconds or memory >= 4:
            sys.exit("auto misses its goal")


if __name__ == "__main__":
    main()
