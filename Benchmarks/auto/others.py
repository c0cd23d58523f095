"""The accuracy of `auto` beside other models on sets beside those of its goals.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python others.py DATA [--almanac PATH] [--sets juice ILI] [--models auto ets]

DATA is a folder with the folders `classic`, `fpp3`, `m4`, `multivariate` and `retail`. The last windows of each series are held back,
models are fitted anew at each. Gaps are filled with what came before them. Prints MASE and WQL, best MASE first.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from few import columns, compared, groups


def classic(period):
    """The long ones of the classic examples of textbooks with this season."""

    def read(data):
        index = pd.read_csv(data / "classic/classic-index.csv")
        wanted = set(index[pd.to_numeric(index["period"], errors="coerce").round() == period]["id"])
        table = pd.read_csv(data / "classic/classic-long.csv.gz")
        parts = table[table["id"].isin(wanted)].groupby("id")
        return {name: part["value"] for name, part in parts if len(part) >= (12 if period == 1 else 4 * period)}

    return read


def daily(data):
    """The ends of the days of M4, with their test parts."""
    table = pd.read_csv(data / "m4/Daily-train-tail-long.csv.gz")
    test = pd.read_csv(data / "m4/Daily-test.csv.gz").set_index("V1")
    return {
        name: pd.Series(np.concatenate([part["value"].to_numpy(float), test.loc[name].to_numpy(float)]))
        for name, part in table.groupby("id")
    }


def juice(data):
    """Sold units of each brand in each shop; a week without a row sold none."""
    table = pd.read_csv(data / "retail/orange_juice_dominicks.csv.gz")
    series = {}
    for key, part in table.groupby(["store", "brand"]):
        units = np.exp(part.drop_duplicates("week").set_index("week")["logmove"])
        units = units.reindex(range(units.index.min(), units.index.max() + 1)).fillna(0)
        if len(units) > 80:
            series["-".join(map(str, key))] = units
    return series


def departments(data):
    """The departments of Walmart's shops that hardly miss a week."""
    table = pd.read_csv(data / "retail/walmart/train.csv.gz")
    weeks = sorted(table["Date"].unique())
    series = {}
    for key, part in table.groupby(["Store", "Dept"]):
        sales = part.set_index("Date")["Weekly_Sales"].reindex(weeks[weeks.index(part["Date"].min()) :])
        if len(sales) >= 110 and sales.notna().mean() > 0.9:
            series["-".join(map(str, key))] = sales
    return series


FLU = ["% WEIGHTED ILI", "%UNWEIGHTED ILI", "AGE 0-4", "AGE 5-24", "ILITOTAL", "NUM. OF PROVIDERS", "OT"]
SETS = {
    "classic yearly": (classic(1), ["-n", 4, "--season", 1, "--windows", 2]),
    "classic quarterly": (classic(4), ["-n", 8, "--season", 4, "--windows", 2]),
    "classic monthly": (classic(12), ["-n", 12, "--season", 12, "--windows", 2]),
    "retail": (
        lambda d: groups(d / "fpp3/aus_retail.csv.gz", "Series ID", "Turnover", 1000),
        ["-n", 18, "--season", 12, "--windows", 2],
    ),
    "employment": (
        lambda d: groups(d / "fpp3/us_employment.csv.gz", "Series_ID", "Employed", 400),
        ["-n", 18, "--season", 12, "--windows", 2],
    ),
    "ILI": (
        lambda d: columns(d / "multivariate/national_illness.csv.gz", FLU),
        ["-n", 12, "--season", 52, "--windows", 6],
    ),
    "juice": (juice, ["-n", 8, "--season", 52, "--windows", 2]),
    "Walmart": (departments, ["-n", 8, "--season", 52, "--windows", 1]),
    "exchange": (
        lambda d: columns(d / "multivariate/exchange_rate.txt.gz", range(8), 3000, header=None),
        ["-n", 30, "--season", 1, "--windows", 4],
    ),
    "gafa": (
        lambda d: groups(d / "fpp3/gafa_stock.csv.gz", "Symbol", "Close", 1258),
        ["-n", 20, "--season", 5, "--windows", 4],
    ),
    "M4 daily": (daily, ["-n", 14, "--season", 1, "--windows", 1]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--almanac", type=Path, default=".build/release/almanac")
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    words = ["auto", "boosting", "naive", "ets", "dynamic-theta", "ces", "ensemble"]
    parser.add_argument("--models", nargs="+", default=words)
    options = parser.parse_args()
    for name in options.sets:
        read, windows = SETS[name]
        series = read(options.data)
        for _, models in compared([options.almanac], series, windows, options.models):
            ranked = sorted(models, key=lambda model: model["mase"])
            scores = ", ".join(f"{m['model']} {m['mase']:.3f} / {m['wql']:.4f}" for m in ranked)
            print(f"{name:18} {len(series):5} {scores}", flush=True)


if __name__ == "__main__":
    main()
