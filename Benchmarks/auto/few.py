"""The accuracy of `auto` and other models on a few long series, where trees have little to learn from at a time.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python few.py DATA [--almanac PATH ...] [--sets load ", days"] [--models auto boosting]

DATA is a folder with the folders `multivariate`, `fpp3` and `retail`. Hours: season 24, six windows of 48 hours at the end, models
fitted once before the first of them. Days: season 7, three windows of 28 days (NN5: of 56 days of its training part, whose zeros and gaps are
replaced as in the literature), fitted anew at each. Other gaps are filled with what came before them. Prints MASE and WQL of each
program that is named, so that two versions can be compared.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import pandas as pd

from auto import nn5


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


def days(hours):
    """Sums of whole days."""
    return {
        name: pd.Series(values.to_numpy()[: len(values) // 24 * 24].reshape(-1, 24).sum(axis=1))
        for name, values in hours.items()
    }


def load(data, tail=None):
    return columns(data / "multivariate/gefcom2012-load.csv.gz", [f"zone{i}" for i in range(1, 21)], tail)


def clients(data, tail=8760):
    names = ["ds", "value", "id"]
    return groups(data / "multivariate/electricity_10clients_2014.csv.gz", "id", "value", tail, names=names)


def departments(data):
    """The departments of each shop of M5."""
    table = pd.read_csv(data / "retail/m5/sales_d1495_d1941.csv.gz")
    values = [name for name in table if name.startswith("d_")]
    sums = table.groupby(["store_id", "dept_id"])[values].sum()
    return {"/".join(name): row for name, row in sums.iterrows()}


def shops(data):
    table = pd.read_csv(data / "retail/rossmann/sales_100_stores.csv.gz", low_memory=False).sort_values("Date")
    return {key: part["Sales"] for key, part in table.groupby("Store") if len(part) > 900}


def pages(data):
    table = pd.read_csv(data / "multivariate/wikipedia_traffic_daily.csv.gz").sort_values("date")
    return {key: part["value"].fillna(0) for key, part in table.groupby("Page", sort=False)}


HOURS = ["-n", 48, "--season", 24, "--windows", 6, "--step", 48, "--refit", "once"]
DAYS = ["-n", 28, "--season", 7, "--windows", 3]
SETS = {
    "load, 20 zones": (lambda d: load(d, 6000), HOURS),
    "Victoria, 1": (victoria, HOURS),
    "pedestrians, 4": (lambda d: groups(d / "fpp3/pedestrian.csv.gz", "Sensor", "Count", 8000), HOURS),
    "clients of 35 days, 10": (lambda d: columns(
        d / "multivariate/electricity_321x840h.txt.gz", range(10), header=None), HOURS),
    "clients of a year, 10": (lambda d: clients(d, 8000), HOURS),
    "PJM, 1": (lambda d: {"PJM": pd.read_csv(d / "multivariate/PJME_hourly.csv.gz").sort_values("ds")["y"].tail(30000)}, HOURS),
    "NN5, days": (lambda d: {key: pd.Series(train) for key, (train, _) in nn5(d).items()}, ["-n", 56, *DAYS[2:]]),
    "M5 departments, days": (departments, DAYS),
    # The first of the weeks that were held back ends them.
    "load, days": (lambda d: {key: part[: part.isna().argmax()] for key, part in days(load(d)).items()}, DAYS),
    # With the last day, the error of one client that hardly moved until then would outweigh all others.
    "clients, days": (lambda d: days({key: part[:8736] for key, part in clients(d).items()}), DAYS),
    "Rossmann, days": (shops, DAYS),
    "Wikipedia, days": (pages, DAYS),
}


def compared(programs, series, windows, models):
    """The scores of the models by `compare` of each of the programs, from JSON."""
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "in.csv"), Path(folder, "out.json")
        with open(source, "w") as file:
            longest = max(map(len, series.values()))
            file.write(",".join(["unique_id", *(f"t{i}" for i in range(longest))]) + "\n")
            for key, values in series.items():
                filled = values.astype(float).ffill().bfill()
                file.write(",".join([str(key).replace(",", ";"), *map(repr, map(float, filled))]) + "\n")
        for program in programs:
            words = ["--layout", "rows", *windows, "--models", ",".join(models), "--quiet", "--json", result]
            subprocess.run(list(map(str, [program, "compare", source, *words])), check=True, stdout=subprocess.DEVNULL)
            yield program, json.loads(result.read_text())["models"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", nargs="+", default=[".build/release/almanac"])
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--models", nargs="+", default=["auto", "boosting"])
    options = parser.parse_args()
    for name, (read, windows) in SETS.items():
        if not any(wanted in name for wanted in options.sets):
            continue
        for program, models in compared(options.almanac, read(options.data), windows, options.models):
            scores = ", ".join(f"{m['model']} {m['mase']:.4f} / {m['wql']:.4f}" for m in sorted(models, key=lambda m: m["model"]))
            print(f"{name:24} {program}: {scores}", flush=True)


if __name__ == "__main__":
    main()
