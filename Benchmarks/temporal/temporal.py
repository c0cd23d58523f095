"""Forecasts that agree with those of sums over longer steps (`--temporal`), beside those that need not.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python temporal.py DATA [--almanac PATH] [--models ets theta auto] [--series 0]

DATA is a folder with the folders `m1` and `m4`; sets that are not there are left out. sMAPE and MASE are those of
the M4 competition, the ratio is that of the MASE with `--temporal` to that without: below 1 is a gain.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "local"))
from sets import SETS, load, read_forecasts, scores, write  # noqa: E402

SEASONS = {"M1 quarterly": 4, "M1 monthly": 12, "M4 Quarterly": 4, "M4 Hourly": 24}


def run(options, source, horizon, season, model, more):
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "out.csv")
        command = [options.almanac, "forecast", source, "--quiet", "--output", target, "--layout", "rows"]
        command += ["--horizon", horizon, "--season", season, "--model", model, "--intervals", "model", *more]
        subprocess.run(list(map(str, command)), check=True)
        rows, _ = read_forecasts(target)
    return {key: part[:, 0] for key, part in rows.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--models", nargs="+", default=["ets", "theta", "auto"])
    parser.add_argument("--sets", nargs="+", default=list(SEASONS), choices=list(SEASONS))
    parser.add_argument("--series", type=int, default=0, help="about how many of each set; 0: all")
    options = parser.parse_args()
    print("set           model  series   sMAPE, temporal    MASE, temporal  ratio")
    for name in options.sets:
        if not (options.data / SETS[name][0]).exists():
            print(f"{name}: no files")
            continue
        series, horizon = load(options.data, name, options.series), SETS[name][2]
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "in.csv")
            write(series, source)
            for model in options.models:
                pairs = [
                    scores(series, run(options, source, horizon, SEASONS[name], model, more), SETS[name][3])
                    for more in ([], ["--temporal"])
                ]
                (smape, mase), (smape2, mase2) = pairs
                print(f"{name:13} {model:6} {len(series):6} {smape:8.3f} {smape2:8.3f} {mase:9.4f} {mase2:8.4f}"
                      f" {mase2 / mase:7.4f}", flush=True)


if __name__ == "__main__":
    main()
