"""What synthetic series are worth to a forecaster who has a tenth of the history.

For each set and origin: the last tenth of the history before the origin is what is known, the 48 hours behind it are
forecast. `almanac generate` learns from what is known and makes a series like each; `almanac assess --usefulness` then
forecasts with trees on lags that learnt from real series, from synthetic ones, and from both.

    python3 usefulness.py FOLDER [--almanac almanac] [--sets hourly,electricity] [--models psa-gan,timevae] [--origins 1]

FOLDER has `m4/Hourly-train.csv.gz`, `m4/Hourly-test.csv.gz` and `multivariate/electricity_10clients_2014.csv.gz`. Needs
Python 3.9 and nothing else. Prints, for each model, the mean absolute scaled errors, and how much lower that of both is than
that of real alone, with its standard error over series, origins and seeds (of one series by the means of its own).
"""

import argparse
import csv
import gzip
import json
import re
import statistics
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

HORIZON = 48


def hourly(folder):
    """The series of M4 Hourly, both parts."""
    series = {}
    for part in ["train", "test"]:
        with gzip.open(folder / f"m4/Hourly-{part}.csv.gz", "rt") as file:
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                series.setdefault(row[0], []).extend(float(x) for x in row[1:] if x)
    return series


def electricity(folder):
    """The ten clients, each with the hours of a year."""
    series = {}
    with gzip.open(folder / "multivariate/electricity_10clients_2014.csv.gz", "rt") as file:
        for _, value, client in csv.reader(file):
            series.setdefault(client, []).append(float(value))
    return series


def write(path, series):
    with open(path, "w") as file:
        file.write("unique_id,ds,y\n")
        for name, (first, values) in series.items():
            for step, value in enumerate(values):
                stamp = datetime(2014, 1, 1) + timedelta(hours=first + step)
                file.write(f"{name},{stamp},{value!r}\n")


def parts(series, origin, origins):
    """What is known at an origin, and the same with what is to be forecast."""
    known, whole = {}, {}
    for name, values in series.items():
        # The last origin is at the end; the others lie a tenth and a horizon apart before it.
        tenth = (len(values) - HORIZON) // 10
        end = len(values) - (origins - 1 - origin) * (tenth + HORIZON)
        first = end - HORIZON - tenth
        known[name] = (first, values[first:end - HORIZON])
        whole[name] = (first, values[first:end])
    return known, whole


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--almanac", default="almanac")
    parser.add_argument("--sets", default="hourly,electricity")
    parser.add_argument("--models", default="psa-gan,timevae,seasonal-bootstrap,block-bootstrap,ets")
    parser.add_argument("--origins", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--budget", help="time to train a network; as long as the preset takes by default")
    parser.add_argument("--preset", default="default")
    parser.add_argument("--copies", type=int, default=1, help="synthetic series like each")
    parser.add_argument("--threads", default="1")
    asked = parser.parse_args()

    for name in asked.sets.split(","):
        series = {"hourly": hourly, "electricity": electricity}[name](asked.folder)
        for model in asked.models.split(","):
            found = []
            for origin in range(asked.origins):
                for seed in range(asked.seeds):
                    known, whole = parts(series, origin, asked.origins)
                    with tempfile.TemporaryDirectory() as folder:
                        folder = Path(folder)
                        write(folder / "known.csv", known)
                        write(folder / "whole.csv", whole)
                        own = ["--seed", str(seed), "--threads", asked.threads, "--season", "24"]
                        training = []
                        if model in ["psa-gan", "timevae"]:
                            training = ["--preset", asked.preset]
                            if asked.budget:
                                training += ["--time-budget", asked.budget]
                        told = subprocess.run(
                            [asked.almanac, "generate", folder / "known.csv", "--model", model, "-o",
                             folder / "made.csv", "--per-series", str(asked.copies)] + training + own,
                            check=True, stderr=subprocess.PIPE, text=True,
                        ).stderr
                        scores = subprocess.run(
                            [asked.almanac, "assess", folder / "whole.csv", folder / "made.csv", "--usefulness",
                             "--trainings", "0", "--windows", "16", "--repeats", "1", "--window", "8", "--json", "-q"] + own,
                            check=True, capture_output=True, text=True,
                        ).stdout
                    lines = {line["score"]: line for line in map(json.loads, scores.splitlines())}
                    real, made, both = (
                        lines[f"MASE, learnt from {what}"] for what in ["real", "synthetic", "both"]
                    )
                    found.append((real["value"], made["value"], both["value"], both["deviation"]))
                    steps = re.findall(r"trained (\d+) steps", told)
                    print(name, model, origin, seed, *(f"{x:.4f}" for x in found[-1]), *steps, flush=True)
            means = [statistics.mean(row[place] for row in found) for place in range(3)]
            # Origins are taken for independent; seeds of one origin are not, and their errors are averaged.
            by_origin = [
                statistics.mean(row[3] for row in found[first:first + asked.seeds])
                for first in range(0, len(found), asked.seeds)
            ]
            error = sum(x * x for x in by_origin) ** 0.5 / len(by_origin)
            print(
                f"{name} {model}: real {means[0]:.4f} synthetic {means[1]:.4f} both {means[2]:.4f} "
                f"gain {means[0] - means[2]:.4f} ± {error:.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
