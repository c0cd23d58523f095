"""The accuracy of `auto` and `boosting` on a few long series, where trees have little to learn from at a time.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python few.py DATA [--almanac PATH ...] [--sets load PJM]

DATA is a folder with the folders `multivariate` and `fpp3`. Hours, season 24, six windows of 48 hours at the end, models
fitted once before the first of them; gaps are filled with what came before them. Prints the MASE of each program that is named, so
that two versions can be compared.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import pandas as pd


def columns(path, names=None, tail=None, **options):
    table = pd.read_csv(path, **options)
    names = names or list(table.columns)
    return {str(name): table[name].tail(tail or len(table)) for name in names}


def groups(path, key, value, tail, most=None, **options):
    table = pd.read_csv(path, **options)
    parts = [(name, part[value].tail(tail)) for name, part in table.groupby(key)]
    return dict(parts[:most])


def victoria(data):
    """Demand by the half hour, made hourly."""
    values = pd.read_csv(data / "fpp3/vic_elec.csv.gz")["Demand"].to_numpy()
    return {"Victoria": pd.Series(values[: len(values) // 2 * 2].reshape(-1, 2).mean(axis=1))}


SETS = {
    "load, 20 zones": lambda d: columns(
        d / "multivariate/gefcom2012-load.csv.gz", [f"zone{i}" for i in range(1, 21)], 6000),
    "Victoria, 1": victoria,
    "pedestrians, 4": lambda d: groups(d / "fpp3/pedestrian.csv.gz", "Sensor", "Count", 8000),
    "clients of 35 days, 10": lambda d: columns(
        d / "multivariate/electricity_321x840h.txt.gz", range(10), header=None),
    "clients of a year, 10": lambda d: groups(
        d / "multivariate/electricity_10clients_2014.csv.gz", "id", "value", 8000, names=["ds", "value", "id"]),
    "PJM, 1": lambda d: {"PJM": pd.read_csv(d / "multivariate/PJME_hourly.csv.gz").sort_values("ds")["y"].tail(30000)},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", nargs="+", default=[".build/release/almanac"])
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    options = parser.parse_args()
    for name, read in SETS.items():
        if not any(wanted in name for wanted in options.sets):
            continue
        series = read(options.data)
        with tempfile.TemporaryDirectory() as folder:
            source, result = Path(folder, "in.csv"), Path(folder, "out.json")
            with open(source, "w") as file:
                longest = max(map(len, series.values()))
                file.write(",".join(["unique_id", *(f"t{i}" for i in range(longest))]) + "\n")
                for key, values in series.items():
                    filled = values.ffill().bfill()
                    file.write(",".join([str(key).replace(",", ";"), *map(repr, map(float, filled))]) + "\n")
            for program in options.almanac:
                words = ["--layout", "rows", "-n", 48, "--season", 24, "--windows", 6, "--step", 48, "--refit", "once"]
                words += ["--models", "auto,boosting", "--quiet", "--json", result]
                subprocess.run(
                    list(map(str, [program, "compare", source, *words])), check=True, stdout=subprocess.DEVNULL)
                models = json.loads(result.read_text())["models"]
                scores = ", ".join(f"{m['model']} {m['mase']:.4f}" for m in sorted(models, key=lambda m: m["model"]))
                print(f"{name:24} {program}: {scores}", flush=True)


if __name__ == "__main__":
    main()
