"""100,000 series of the sizes of the M4 competition, by the mean of four local models, from CSV to CSV.

    python3 mixture.py DATA --almanac PROGRAM [--model ensemble]

Needs numpy. DATA holds the folder `m4`. The shares of the frequencies are those of the competition; the series of its files are
repeated, in turn, as often as it takes. The daily ones, of which there is no file, are random walks of 2357 steps, their mean
length. One run for each frequency, on all processors; the times by the clock and of the processors, and the largest
memory of any run.
"""

import argparse
import csv
import gzip
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

# Frequency: file, series of 100,000, season, horizon.
PARTS = {
    "Yearly": ("Yearly-train.csv.gz", 23000, 1, 6),
    "Quarterly": ("Quarterly-train-partial.csv.gz", 24000, 4, 8),
    "Monthly": ("Monthly-train-partial.csv.gz", 48000, 12, 18),
    "Weekly": ("Weekly-train.csv.gz", 359, 52, 13),
    "Daily": (None, 4227, 7, 14),
    "Hourly": ("Hourly-train.csv.gz", 414, 24, 48),
}


def rows(data, file):
    if file is None:
        steps = np.random.default_rng(1).normal(size=(300, 2357))
        return [[f"{x:.2f}" for x in row] for row in 5000 + np.cumsum(20 * steps, axis=1)]
    with gzip.open(data / "m4" / file, "rt") as source:
        lines = csv.reader(source)
        next(lines)
        return [[x for x in line[1:] if x not in ("", "NA")] for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", required=True, type=Path)
    parser.add_argument("--model", default="ensemble")
    options = parser.parse_args()
    total = [0, 0.0, 0.0]
    for name, (file, count, season, horizon) in PARTS.items():
        series = rows(options.data, file)
        width = max(map(len, series))
        with tempfile.TemporaryDirectory() as folder:
            train, out = Path(folder) / "train.csv", Path(folder) / "out.csv"
            with open(train, "w", newline="") as target:
                lines = csv.writer(target)
                lines.writerow([f"V{i + 1}" for i in range(width + 1)])
                for number in range(count):
                    values = series[number % len(series)]
                    lines.writerow([f"{name}{number}", *values] + [""] * (width - len(values)))
            size = os.path.getsize(train) / 1e6
            command = [options.almanac, "forecast", train, "--layout", "rows", "--model", options.model,
                       "-n", horizon, "--season", season, "-o", out, "--quiet"]
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([str(word) for word in command], check=True)
            seconds = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        total = [total[0] + count, total[1] + seconds, total[2] + busy]
        print(f"{name:10} {count:6} series {size:7.1f} MB  {seconds:7.1f} s by the clock {busy:7.1f} s of"
              f" processors  {1000 * busy / count:7.3f} ms each", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"{'all':10} {total[0]:6} series {'':10}  {total[1]:7.1f} s by the clock {total[2]:7.1f} s of"
          f" processors, at most {peak:.0f} MB")


if __name__ == "__main__":
    main()
