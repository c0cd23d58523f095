"""What a `--time-budget` costs `auto` in accuracy.

usage: python budget.py DATA [--almanac PATH] [--sets "M4 Weekly" "M4 Hourly"] [--budgets 5s 15s 60s none]

Each budget is one command from CSV to CSV on all processors; time is by the clock, so other work on the machine
changes what fits. OWA is that of the M4 competition, WQL over nine levels; what `auto` says of its
effort stands behind. A run ends with an error where a series or a step lacks a forecast; one that takes much longer
than its budget, which is one of training alone, is named on standard error.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "local"))
from auto import DECILES, SEASONS, intervals, loss  # noqa: E402
from sets import SETS, load, read_forecasts, scores, write  # noqa: E402


def check(rows, series, horizon):
    """Ends the program unless every series has a finite forecast of every step."""
    if rows.keys() != series.keys():
        sys.exit(f"forecasts of {len(rows)} series, {len(series)} were asked for")
    for key, part in rows.items():
        if len(part) != horizon or not np.isfinite(part).all():
            sys.exit(f"{key}: {len(part)} rows, {horizon} were asked for, all finite")


def in_seconds(budget):
    """The seconds of a budget such as 15s or 2m."""
    return float(budget[:-1]) * {"s": 1, "m": 60, "h": 3600}[budget[-1]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--sets", nargs="+", default=["M4 Weekly", "M4 Hourly"])
    parser.add_argument("--budgets", nargs="+", default=["5s", "15s", "60s", "none"])
    options = parser.parse_args()
    print("| set | budget | seconds | sMAPE | MASE | OWA | WQL | in 80 % | in 95 % | effort |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for name in options.sets:
        series, (horizon, scale, naive2) = load(options.data, name, None), SETS[name][2:5]
        for budget in options.budgets:
            with tempfile.TemporaryDirectory() as folder:
                source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
                write(series, source)
                command = [options.almanac, "forecast", source, "--model", "auto", "--layout", "rows", "--horizon", horizon]
                command += ["--quantiles", ",".join(map(str, DECILES)), "--season", SEASONS[name], "--output", target]
                if budget != "none":
                    command += ["--time-budget", budget]
                start = time.perf_counter()
                done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
                seconds = time.perf_counter() - start
                rows, names = read_forecasts(target)
            check(rows, series, horizon)
            if budget != "none" and seconds > 2 * in_seconds(budget) + 10:
                print(f"{name}: {seconds:.1f} s for a budget of {budget}", file=sys.stderr)
            smape, mase = scores(series, {key: part[:, 0] for key, part in rows.items()}, scale)
            narrow, wide, _ = intervals(series, rows, names, scale)
            wql, _ = loss(series, rows, names)
            owa = (smape / naive2[0] + mase / naive2[1]) / 2 if naive2 else float("nan")
            said = [line for line in done.stderr.splitlines() if "are enough" in line or "too few" in line]
            effort = "; ".join(line.removeprefix("almanac: ").removeprefix("auto: ") for line in said)
            print(f"| {name} | {budget} | {seconds:.1f} | {smape:.3f} | {mase:.3f} | {owa:.4f} | {wql:.4f} "
                  f"| {narrow:.3f} | {wide:.3f} | {effort} |", flush=True)


if __name__ == "__main__":
    main()
