"""Reading and writing long CSV: Almanac beside pandas and polars, on one core.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python compare.py [--megabytes 150] [--repeats 5] [--folder /tmp]

Makes files of daily series, reads each with every program in turn, several times, and prints medians
and ratios. Each run is a process of its own, so that the peak of memory is that of one reading. The
time is the processor time of all threads, which other programs do not lengthen, for the reading or
writing alone, without starting Python or importing. Row counts and sums have to agree.

 * pandas: read_csv with the C engine, the dates parsed to datetime64 with their format given.
 * polars: read_csv with try_parse_dates, POLARS_MAX_THREADS=1.
 * almanac: `Panel(csv:)`, which also sorts the rows into series on a grid; and `SeriesStream`.

Writing goes to a file, where the kernel's copying takes a good part, and once more to /dev/null.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNNER = HERE / "Runner" / ".build" / "release" / "Runner"


def make(path, megabytes, digits, by_time):
    """Writes a long file: daily stamps, 1000 days per series; values of few or of 17 digits."""
    import numpy as np

    generator = np.random.default_rng(1)
    days = np.arange("2020-01-01", "2022-09-27", dtype="datetime64[D]").astype(str)
    row_bytes = 33 if digits == "short" else 46
    count = max(1, int(megabytes * 1e6 / row_bytes / len(days)))
    values = generator.gamma(2.0, 50.0, size=(count, len(days)))
    if digits == "short":
        # Whole numbers, and one to four decimals.
        decimals = generator.integers(0, 5, size=count)
        values = np.array([np.round(v, d) for v, d in zip(values, decimals)])
        texts = [[f"{x:.{d}f}" for x in v] for v, d in zip(values, decimals)]
    else:
        texts = [[repr(float(x)) for x in v] for v in values]
    ids = [f"item_{i:06d}" for i in range(count)]
    with open(path, "w") as file:
        file.write("unique_id,ds,y\n")
        if by_time:
            for t, day in enumerate(days):
                file.writelines(f"{ids[i]},{day},{texts[i][t]}\n" for i in range(count))
        else:
            for i in range(count):
                file.writelines(f"{ids[i]},{day},{text}\n" for day, text in zip(days, texts[i]))


def tally(frame_series, observations, total, seconds):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"series": frame_series, "observations": observations, "sum": total,
                      "seconds": seconds, "peak_kib": peak}))


def run_pandas(path, out):
    import pandas as pd

    start = time.process_time()
    frame = pd.read_csv(path, engine="c")
    frame["ds"] = pd.to_datetime(frame["ds"], format="%Y-%m-%d")
    seconds = time.process_time() - start
    if out:
        start = time.process_time()
        frame.to_csv(out, index=False)
        seconds = time.process_time() - start
    tally(frame["unique_id"].nunique(), int(frame["y"].count()), float(frame["y"].sum()), seconds)


def run_polars(path, out):
    import polars as pl

    start = time.process_time()
    frame = pl.read_csv(path, try_parse_dates=True)
    seconds = time.process_time() - start
    assert frame.schema["ds"] == pl.Date, frame.schema
    if out:
        start = time.process_time()
        frame.write_csv(out)
        seconds = time.process_time() - start
    tally(frame["unique_id"].n_unique(), int(frame["y"].count()), float(frame["y"].sum()), seconds)


def call(command):
    environment = dict(os.environ, POLARS_MAX_THREADS="1", OMP_NUM_THREADS="1",
                       OPENBLAS_NUM_THREADS="1")
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{result.stderr}")
    return json.loads(result.stdout.splitlines()[-1])


def compare(title, programs, size, repeats, out=None):
    """Runs programs in turn, checks that they agree, prints a table. Each makes `out` anew: to do away
    with the file before takes the kernel as long as a good part of writing."""
    runs = {name: [] for name in programs}
    for _ in range(repeats):
        for name, command in programs.items():
            if out:
                out.unlink(missing_ok=True)
            runs[name].append(call(command))
    first = next(iter(runs.values()))[0]
    for name, all_runs in runs.items():
        for run in all_runs:
            assert run["series"] == first["series"], (name, run, first)
            assert run["observations"] == first["observations"], (name, run, first)
            assert abs(run["sum"] / first["sum"] - 1) < 1e-9, (name, run, first)
    print(f"\n{title}: {size / 1e6:.0f} MB, {first['observations']} rows, {first['series']} series")
    base = statistics.median(r["seconds"] for r in runs["almanac"])
    for name, all_runs in runs.items():
        seconds = statistics.median(r["seconds"] for r in all_runs)
        peak = statistics.median(r["peak_kib"] for r in all_runs) / 1024
        print(f"  {name:15} {seconds:7.3f} s {size / seconds / 1e6:7.0f} MB/s"
              f"   almanac is {seconds / base:5.2f}x as fast   peak {peak:6.0f} MiB")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=150)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/tmp"))
    parser.add_argument("--make", nargs=3, metavar=("FILE", "DIGITS", "ORDER"), help=argparse.SUPPRESS)
    parser.add_argument("--run", nargs=3, metavar=("PROGRAM", "FILE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        program, path, out = options.run
        {"pandas": run_pandas, "polars": run_polars}[program](path, out)
        return

    if options.make:
        path, digits, order = options.make
        make(path, options.megabytes, digits, order == "by time")
        return

    subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE / "Runner"], check=True)
    print(", ".join(f"{name} {version(name)}" for name in ["pandas", "polars", "numpy"]))
    # This process stays small: the system counts its memory as that of the programs it starts.
    me = [sys.executable, __file__, "--run"]
    for digits in ["short", "full"]:
        for order in ["grouped", "by time"]:
            path = options.folder / f"almanac-bench-{digits}-{order.replace(' ', '-')}.csv"
            out = options.folder / "almanac-bench-out.csv"
            subprocess.run([sys.executable, __file__, "--megabytes", str(options.megabytes),
                            "--make", path, digits, order], check=True)
            size = path.stat().st_size
            programs = {
                "almanac": [RUNNER, "read", path],
                "pandas": me + ["pandas", path, ""],
                "polars": me + ["polars", path, ""],
            }
            if order == "grouped":
                programs["almanac stream"] = [RUNNER, "stream", path, "D"]
            compare(f"read {digits} numbers, {order}", programs, size, options.repeats)
            if order == "grouped":
                compare(f"write {digits} numbers", {
                    "almanac": [RUNNER, "write", path, out],
                    "pandas": me + ["pandas", path, out],
                    "polars": me + ["polars", path, out],
                    "almanac to null": [RUNNER, "write", path, "/dev/null"],
                }, size, options.repeats, out)
                out.unlink(missing_ok=True)
            path.unlink()


if __name__ == "__main__":
    main()
