"""The errors of `auto` on public series, from which the expected errors of `describe --horizon` are learnt.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python errors.py DATA FOLDER [--almanac PATH] [--sets M5 NN5] [--most 2000]

Writes into FOLDER, for every set of DATA, the panel that was forecast (a row for each series, without the test
part) and `errors.csv`: set, series, season, horizon, MASE and sMAPE of `auto`. One forecast gives the errors at
several horizons; every origin has forecasts of its own. `Runner` goes on from there, `shrink.py` from its file.
"""

import argparse
import csv
import gzip
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent / "local"))
from sets import load, write  # noqa: E402
from sweeps import sweep_sets  # noqa: E402


def long(data, file, ids, value, most=0, tail=None):
    """The columns of a table by series; every k-th, so that there are at most `most`."""
    table = pd.read_csv(data / file)
    groups = {" ".join(map(str, np.atleast_1d(k))): g[value].to_numpy(float) for k, g in table.groupby(ids, sort=False)}
    keys = list(groups)
    step = max(1, -(-len(keys) // most)) if most else 1
    return {key.replace(",", ";"): groups[key][-tail:] if tail else groups[key] for key in keys[::step]}


def cut(series, horizon, least):
    """Series less their last steps, where enough is left."""
    return {
        key: (v[:-horizon], v[-horizon:])
        for key, v in series.items()
        if len(v) >= horizon + least and not np.isnan(v[-horizon:]).all()
    }


def columns(data, file, header="infer"):
    table = pd.read_csv(data / file, header=header)
    return {f"c{i}": table.iloc[:, i].to_numpy(float) for i in range(table.shape[1])}


def loads(data):
    """Hourly loads of zones, the last 4,000 hours."""
    table = pd.read_csv(data / "multivariate/gefcom2012-load.csv.gz")
    return {f"z{i}": table[name].to_numpy(float)[-4000:] for i, name in enumerate(table.columns[1:21])}


def m5(data):
    table = pd.read_csv(data / "retail/m5/sales_d1495_d1941.csv.gz")
    return dict(zip(table["id"][::10], table.iloc[::10, 6:].to_numpy(float)))


def car_parts(data):
    with gzip.open(data / "retail/carparts.csv.gz", "rt") as file:
        table = pd.read_csv(file, index_col=0).dropna(axis=1)
    return {key: table[key].to_numpy(float) for key in table}


def m4_monthly(data):
    with gzip.open(data / "m4/Monthly-train-partial.csv.gz", "rt") as file:
        reader = csv.reader(file)
        next(reader)
        return {r[0]: np.array([float(x) for x in r[1:] if x]) for r in reader}


def windows(series, horizon, count, step):
    """Several origins of each series, as series of their own."""
    return {
        f"{key} less {w * step}": v[: len(v) - w * step] for key, v in series.items() for w in range(count)
        if len(v) - w * step > 4 * horizon
    }


def earlier(series, count, step, least):
    """Series with their test parts, and the same at origins before: each step earlier, as series of their own."""
    out = dict(series)
    for key, (train, test) in series.items():
        whole, horizon = np.concatenate([train, test]), len(test)
        for back in range(step, count * step + 1, step):
            end = len(whole) - back
            if end >= least + horizon:
                out[f"{key} less {back}"] = whole[: end - horizon], whole[end - horizon : end]
    return out


def last(series, length, step):
    """The last values before the test parts of every k-th series, where it has more."""
    keys = [key for key in list(series)[::step] if len(series[key][0]) > length]
    return {key: (series[key][0][-length:], series[key][1]) for key in keys}


def thinned(series, most):
    """At most so many series, evenly spaced, each with all its origins."""
    names = list(dict.fromkeys(key.split(" less ")[0] for key in series))
    kept = set(names[:: max(1, -(-len(names) // most)) if most else 1])
    return {key: parts for key, parts in series.items() if key.split(" less ")[0] in kept}


# Name: series with their test parts, seasons, horizons.
SETS = {
    "M4 Yearly": (lambda d: load(d, "M4 Yearly"), [1], [1, 2, 6]),
    "M4 Quarterly": (lambda d: load(d, "M4 Quarterly"), [4], [3, 8]),
    "M4 Monthly": (lambda d: cut(m4_monthly(d), 12, 24), [12], [4, 12]),
    "M4 Weekly": (lambda d: earlier(load(d, "M4 Weekly"), 4, 26, 80), [1, 52], [4, 13]),
    "M4 Daily": (lambda d: cut(long(d, "m4/Daily-train-tail-long.csv.gz", "id", "value"), 14, 60), [7], [7, 14]),
    "M4 Hourly": (lambda d: earlier(load(d, "M4 Hourly"), 6, 60, 336), [24], [12, 24, 48]),
    "M1 yearly": (lambda d: load(d, "M1 yearly"), [1], [3, 6]),
    "M1 quarterly": (lambda d: load(d, "M1 quarterly"), [4], [4, 8]),
    "M1 monthly": (lambda d: load(d, "M1 monthly"), [12], [6, 18]),
    "NN5": (lambda d: cut(long(d, "multivariate/nn5-long.csv.gz", "id", "value"), 56, 60), [7], [14, 56]),
    "car parts": (lambda d: cut(car_parts(d), 12, 24), [12], [3, 12]),
    "M5": (lambda d: cut(m5(d), 28, 60), [7], [7, 28]),
    "tourism": (
        lambda d: cut(long(d, "fpp3/tourism.csv.gz", ["Region", "State", "Purpose"], "Trips"), 8, 20), [4], [4, 8]),
    "retail": (lambda d: cut(long(d, "fpp3/aus_retail.csv.gz", ["Series ID"], "Turnover"), 18, 36), [12], [6, 18]),
    "employment": (
        lambda d: cut(long(d, "fpp3/us_employment.csv.gz", ["Series_ID"], "Employed"), 18, 36), [12], [6, 18]),
    "prescriptions": (
        lambda d: cut(long(d, "fpp3/PBS.csv.gz", ["Concession", "Type", "ATC2"], "Scripts"), 18, 36), [12], [6, 18]),
    "pedestrian": (
        lambda d: cut(windows(long(d, "fpp3/pedestrian.csv.gz", "Sensor", "Count", tail=4000), 48, 10, 131), 48, 200),
        [24], [24, 48]),
    "clients": (
        lambda d: earlier(cut(columns(d, "multivariate/electricity_321x840h.txt.gz", None), 48, 200), 5, 60, 336),
        [24], [24, 48]),
    "load": (
        lambda d: cut(windows(loads(d), 48, 15, 131), 48, 200), [24], [24, 48]),
    "wikipedia": (
        lambda d: cut(long(d, "multivariate/wikipedia_traffic_daily.csv.gz", "Page", "value", 1000), 28, 60), [7],
        [7, 28]),
    "Walmart": (
        lambda d: cut(long(d, "retail/walmart/train.csv.gz", ["Store", "Dept"], "Weekly_Sales", 1000), 13, 60), [52],
        [4, 13]),
}


# What is short by nature is rare, and of another kind than what is long: the same series, but for their start. Name:
# lengths left over, from a season and a horizon on, and every how many of the series.
SHORT = {
    "M4 Yearly": ([12, 16, 24], 12),
    "M4 Quarterly": ([12, 16, 20, 28, 40, 60], 6),
    "M4 Monthly": ([24, 36, 60], 4),
    "M4 Weekly": ([26, 65, 117, 273], 2),
    "M4 Daily": ([21, 28, 49, 98], 2),
    "M4 Hourly": ([72, 96, 168, 336], 2),
    "M5": ([35, 56, 112], 4),
    "car parts": ([24], 4),
    "tourism": ([12, 16, 28], 1),
    "retail": ([30, 42, 66], 1),
    "employment": ([30, 42, 66], 1),
    "prescriptions": ([30, 42, 66], 1),
    "clients": ([72, 96, 168, 336], 2),
    "Walmart": ([26, 65, 91], 2),
}


def cut_at_start(name, length, step):
    source, seasons, horizons = SETS[name]
    # The latest origin is enough.
    return lambda d: last({k: v for k, v in source(d).items() if " less " not in k}, length, step), seasons, horizons


SETS |= {f"{name} last {length}": cut_at_start(name, length, step)
         for name, (lengths, step) in SHORT.items() for length in lengths}
SETS |= sweep_sets(SETS)


def origins(series):
    """The series of each origin: models of a panel would learn from a later one what is asked of an earlier one."""
    groups = {}
    for key, parts in series.items():
        groups.setdefault(key.partition(" less ")[2], {})[key] = parts
    return groups.values()


def forecasts(options, series, horizon, season):
    """The values forecast for each series."""
    panel, target = options.folder / "panel.csv", options.folder / "forecast.csv"
    write(series, panel)
    words = ["--layout", "rows", "--horizon", horizon, "--season", season, "--intervals", "model"]
    command = [options.almanac, "forecast", panel, "--quiet", "--output", target, *words]
    subprocess.run(list(map(str, command)), check=True)
    rows = {}
    with open(target) as file:
        reader = csv.reader(file)
        next(reader)
        for key, _, value, *_ in reader:
            rows.setdefault(key, []).append(float(value))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS), metavar="SET")
    parser.add_argument("--most", type=int, help="series of a set at most, evenly spaced, each with all its origins")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    for name in options.sets:
        source, seasons, horizons = SETS[name]
        series = thinned(source(options.data), options.most)
        write(series, options.folder / f"{name}.csv")
        for season in seasons:
            rows = {}
            for origin in origins(series):
                rows |= forecasts(options, origin, max(horizons), season)
            with open(options.folder / f"{name} {season} errors.csv", "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["set", "unique_id", "season", "horizon", "mase", "smape"])
                for key, (train, test) in series.items():
                    scale = np.nanmean(np.abs(train[season:] - train[:-season])) if len(train) > season else 0
                    for horizon in horizons:
                        actual, forecast = test[:horizon], np.array(rows[key][:horizon])
                        error, size = np.abs(actual - forecast), np.abs(actual) + np.abs(forecast)
                        if np.isnan(error).all():
                            continue
                        mase = np.nanmean(error) / scale if scale > 0 else np.nan
                        smape = np.nanmean(np.where(size > 0, 200 * error / np.where(size > 0, size, 1), 0))
                        writer.writerow([name, key, season, horizon, mase, smape])
            print(f"{name}, season {season}: {len(series)} series", flush=True)


if __name__ == "__main__":
    main()
