"""A hierarchy of 40,000 nodes: what reconciliation takes, and whether forecasts add up.

usage: python nodes.py [--almanac PATH]

32,000 made items of 8,000 shops in 50 states, 24 months, `ses`; processor seconds and megabytes of the whole run from CSV to
CSV, and the largest relative difference between a sum and what it is the sum of. Fails above 1e-9.
"""

import argparse
import resource
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--almanac", default=".build/release/almanac")
    options = parser.parse_args()
    random = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/sales.csv", "w") as file:
            file.write("state,shop,item,ds,y\n")
            for item in range(32_000):
                shop = item // 4
                for month, value in enumerate(random.poisson(random.gamma(2, 20), 24)):
                    stamp = f"{2020 + month // 12}-{month % 12 + 1:02d}-01"
                    file.write(f"s{shop % 50},{shop},{item},{stamp},{value}\n")
        for method in ("bottom-up", "struct", "var"):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            command = [options.almanac, "forecast", f"{folder}/sales.csv", "--hierarchy", "state/shop/item", "-m", "ses"]
            command += ["-n", "3", "--season", "1", "--intervals", "model", "--reconcile", method, "--quiet"]
            subprocess.run(command + ["-o", f"{folder}/out.csv"], check=True)
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            table = pd.read_csv(f"{folder}/out.csv").iloc[:, :3].set_axis(["id", "ds", "mean"], axis=1)
            parents = table.id.str.rpartition("/")[0].where(table.id.str.contains("/"), "Total")
            below = table[table.id != "Total"].groupby([parents, "ds"])["mean"].sum()
            above = table.set_index(["id", "ds"])["mean"].reindex(below.index)
            gap = ((above - below) / above).abs().max()
            print(f"{method}: {table.id.nunique()} nodes, {usage.ru_utime - before:.1f} s, "
                  f"{usage.ru_maxrss / 1000:.0f} MB, largest gap {gap:.0e}", flush=True)
            if not gap < 1e-9:
                sys.exit("forecasts do not add up")


if __name__ == "__main__":
    main()
