"""Complex exponential smoothing: Almanac beside CES of statsforecast, on one thread.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python ces.py DATA [--series 1000] [--sets "M4 Yearly"]

DATA is a folder with the folders `m4` and `m1`; sets that are not there are left out. Both forecast
the same series, every k-th of a set, in turns of blocks, so that what else the machine does meets both.
Times are processor time. Those of Almanac are of the process, intervals included, less the time that
the same file takes with the naive model, which is for reading and writing; those of the peer are of
fitting and point forecasts. Where the peer gives up it gets the naive forecast. Beside the scores stand the differences, ours less the
peer's, with their standard errors over the series, which are paired. `--held-back` forecasts the end of the training parts, where
constants can be chosen. Fails when Almanac's sMAPE or MASE is above the peer's by more than two standard errors, or its speed below 5 times.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from statsforecast.ces import auto_ces, forecast_ces

from sets import SETS, errors, load, write

SEASONS = {
    "M4 Yearly": [1],
    "M4 Quarterly": [4],
    "M4 Weekly": [1, 52],
    "M4 Hourly": [24],
    "M1 yearly": [1],
    "M1 quarterly": [4],
    "M1 monthly": [12],
}


def seconds_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def almanac(tool, series, season, horizon):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write(series, source)
        command = [tool, "forecast", source, "--layout", "rows", "--season", str(season), "--horizon",
                   str(horizon), "--threads", "1", "--quiet", "--output", target, "--model"]
        seconds = -seconds_of([*command, "naive"]) + seconds_of([*command, "ces"])
        forecasts, covered = {}, []
        with open(target) as file:
            for row in csv.DictReader(file):
                steps = forecasts.setdefault(row["unique_id"], [])
                actual = series[row["unique_id"]][1][len(steps)]
                covered.append(float(row["CES-lo-95"]) <= actual <= float(row["CES-hi-95"]))
                steps.append(float(row["CES"]))
    return forecasts, covered, seconds


def peer(series, season, horizon):
    forecasts, failures = {}, 0
    start = time.process_time()
    for key, (train, _) in series.items():
        try:
            forecasts[key] = forecast_ces(auto_ces(train, season), horizon)["mean"]
        except Exception:
            forecasts[key] = np.full(horizon, train[-1])
            failures += 1
    return forecasts, failures, time.process_time() - start


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--series", type=int, default=1000, help="about how many of each set; 0: all")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--held-back", action="store_true", help="forecast the end of the training parts")
    options = parser.parse_args()
    auto_ces(np.arange(30.0) % 7, 4)
    print(
        f"{'set':13} {'m':>2} {'series':>6}  {'ms/series':>9} {'peer':>8} {'ratio':>6}"
        f"  {'sMAPE':>7} {'peer':>7} {'difference':>15}  {'MASE':>6} {'peer':>6} {'difference':>15}  {'in 95 %':>7} {'gave up':>7}"
    )
    behind = []
    for name in options.sets:
        if not (options.data / SETS[name][0]).exists():
            print(f"{name}: no files")
            continue
        horizon, scale_season = SETS[name][2:4]
        series = load(options.data, name, options.series)
        if options.held_back:
            series = {
                key: (train[:-horizon], train[-horizon:])
                for key, (train, _) in series.items()
                if len(train) >= horizon + 8
            }
        keys = list(series)
        size = -(-len(keys) // 2)
        for season in SEASONS[name]:
            ours, theirs, covered, seconds, failures = {}, {}, [], [0.0, 0.0], 0
            for first in range(0, len(keys), size):
                block = {key: series[key] for key in keys[first : first + size]}
                forecasts, inside, spent = almanac(options.almanac, block, season, horizon)
                ours |= forecasts
                covered += inside
                seconds[0] += spent
                forecasts, failed, spent = peer(block, season, horizon)
                theirs |= forecasts
                failures += failed
                seconds[1] += spent
            lines, behind_here = [], False
            for mine, other in zip(errors(series, ours, scale_season), errors(series, theirs, scale_season)):
                gap = mine - other
                gap = gap[np.isfinite(gap)]
                error = np.std(gap) / np.sqrt(len(gap))
                behind_here |= np.mean(gap) > 2 * error
                lines.append((np.nanmean(mine), np.nanmean(other), f"{np.mean(gap):+.4f} ± {error:.4f}"))
            (smape, their_smape, smape_gap), (mase, their_mase, mase_gap) = lines
            unit, ratio = 1000 / len(series), seconds[1] / seconds[0]
            print(
                f"{name:13} {season:2} {len(series):6}"
                f"  {seconds[0] * unit:9.4f} {seconds[1] * unit:8.3f} {ratio:6.1f}"
                f"  {smape:7.3f} {their_smape:7.3f} {smape_gap:>15}  {mase:6.3f} {their_mase:6.3f} {mase_gap:>15}"
                f"  {np.mean(covered):7.3f} {failures:7}",
                flush=True,
            )
            if behind_here or ratio < 5:
                behind.append(f"{name}, season {season}")
    if behind:
        sys.exit("behind the peer: " + "; ".join(behind))


if __name__ == "__main__":
    main()
