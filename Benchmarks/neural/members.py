"""Whether a network beside `auto` in one average is worth its time.

    python3 members.py SET DATA_FOLDER --almanac PATH [--models deepar,nhits] [--windows 2]
        [--updates COUNT] [--threads 1]

SET is hourly, weekly, etth1 or electricity. Each series is forecast from several origins, a horizon apart,
of which the last is the test and those before are what a program can see; every model learns anew at each. For
every network the table has the MASE of `auto`, of the network, and of averages of both at each origin, and the
seconds that training and forecasts take. Needs numpy and pandas.
"""

import argparse
import json
import os
import subprocess
import tempfile

import numpy as np
import pandas as pd

SHARES = [0.1, 0.2, 0.3, 0.4, 0.5]


def wide(path):
    table = pd.read_csv(path, index_col=0)
    return {name: row.dropna().to_numpy() for name, row in table.iterrows()}


def panel(name, folder):
    """Series as values, the steps ahead, the season, and the first stamp."""
    if name in ("hourly", "weekly"):
        title = name.capitalize()
        parts = [wide(os.path.join(folder, f"m4/{title}-{part}.csv.gz")) for part in ("train", "test")]
        series = {key: np.concatenate([parts[0][key], parts[1][key]]) for key in parts[0]}
        return series, (48, 24) if name == "hourly" else (13, 52)
    if name == "etth1":
        table = pd.read_csv(os.path.join(folder, "multivariate/ETTh1.csv.gz")).set_index("date")
        return {column: table[column].to_numpy() for column in table}, (24, 24)
    table = pd.read_csv(
        os.path.join(folder, "multivariate/electricity_10clients_2014.csv.gz"),
        header=None, names=["time", "value", "client"],
    )
    return {key: rows["value"].to_numpy() for key, rows in table.groupby("client")}, (24, 24)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("set")
    parser.add_argument("folder")
    parser.add_argument("--almanac", required=True)
    parser.add_argument("--models", default="deepar,nhits")
    parser.add_argument("--windows", default="2")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--updates", help="of each network; by default its own")
    options = parser.parse_args()
    series, (horizon, season) = panel(options.set, options.folder)
    with tempfile.TemporaryDirectory() as folder:
        path, made, summary = (os.path.join(folder, file) for file in ("panel.csv", "made.csv", "summary.json"))
        # Steps without dates where the set has none.
        with open(path, "w") as file:
            file.write("unique_id,ds,y\n")
            for key, values in series.items():
                file.writelines(f"{key},{step + 1},{value}\n" for step, value in enumerate(values))
        subprocess.run(
            [options.almanac, "compare", path, "-n", str(horizon), "--season", str(season), "--windows",
             options.windows, "--models", "auto," + options.models, "--threads", options.threads, "-q",
             "--forecasts", made, "--json", summary, *(["--updates", options.updates] if options.updates else [])],
            check=True, stdout=subprocess.DEVNULL,
        )
        table = pd.read_csv(made)
        with open(summary) as file:
            seconds = {m["model"]: round(m["training_seconds"], 1) for m in json.load(file)["timing"]["models"]}
    print(options.set, "seconds of training, all origins:", seconds, flush=True)
    scale = {key: np.abs(values[season:] - values[:-season]).mean() for key, values in series.items()}
    table["scale"] = table["unique_id"].astype(str).map({str(k): v for k, v in scale.items()})
    columns = [c for c in table.columns if c + "-lo-80" in table.columns and c not in ("SeasonalNaive", "Auto")]

    def mase(forecast, rows):
        errors = (forecast[rows.index] - rows["y"]).abs() / rows["scale"]
        return errors.groupby(rows["unique_id"]).mean().replace([np.inf], np.nan).mean()

    for origin, rows in table.groupby(table.groupby("unique_id")["cutoff"].rank("dense")):
        print(f"origin {int(origin)}: auto {mase(table['Auto'], rows):.4f}")
        for column in columns:
            mixed = [mase((1 - w) * table["Auto"] + w * table[column], rows) for w in SHARES]
            print(
                f"  {column:8} {mase(table[column], rows):.4f}; "
                + ", ".join(f"{w:.0%} {m:.4f}" for w, m in zip(SHARES, mixed)), flush=True,
            )


main()
