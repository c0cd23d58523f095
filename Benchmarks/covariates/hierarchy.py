"""Covariates in a hierarchy: Rossmann's shops, kinds of shops and their total, with opening days and promotions.

For each model the same held-back days are forecast with `--hierarchy` from values alone, and with `--future`,
bottom-up and by the default, minimum trace. Printed is the sum of absolute errors over the sum of values (WAPE) at
each level, over all origins.

usage: python Benchmarks/covariates/hierarchy.py DATA [--almanac PATH] [--models ets,auto] [--origins 4]
needs: python3 -m pip install -r Benchmarks/covariates/requirements.txt
"""

import argparse
import subprocess
import tempfile

import pandas as pd

from covariates import rossmann

RUNS = {
    "values alone, bottom-up": (False, "bottom-up"),
    "values alone, shrink": (False, "shrink"),
    "covariates, bottom-up": (True, "bottom-up"),
    "covariates, shrink": (True, "shrink"),
    "covariates, struct": (True, "struct"),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--models", default="ets,auto")
    parser.add_argument("--origins", type=int, default=4)
    options = parser.parse_args()
    frame, horizon, season, origins, _ = rossmann(options.data)
    kinds = pd.read_csv(f"{options.data}/retail/rossmann/store.csv.gz").set_index("Store").StoreType
    frame.insert(0, "kind", frame.id.map(kinds))
    frame["id"] = frame.id.astype(str)
    step = frame.groupby("id").cumcount()
    print("| model | run | total | kinds | shops |")
    print("| --- | --- | ---: | ---: | ---: |")
    for model in options.models.split(","):
        for name, (knows, method) in RUNS.items():
            errors = {"total": 0.0, "kind": 0.0, "shop": 0.0}
            size = 0.0
            for origin in origins[: options.origins]:
                history = frame[step < origin]
                future = frame[(step >= origin) & (step < origin + horizon)]
                with tempfile.TemporaryDirectory() as folder:
                    history.to_csv(f"{folder}/history.csv", index=False)
                    future.drop(columns="y").to_csv(f"{folder}/future.csv", index=False)
                    command = [options.almanac, "forecast", f"{folder}/history.csv", "--time", "ds", "--value", "y"]
                    command += ["--hierarchy", "kind/id", "--reconcile", method, "-n", str(horizon)]
                    command += ["--season", str(season), "-m", model, "--quiet", "-o", f"{folder}/out.csv"]
                    command += ["--future", f"{folder}/future.csv"] if knows else []
                    subprocess.run(command, check=True)
                    made = pd.read_csv(f"{folder}/out.csv", dtype={"unique_id": str}).iloc[:, :3]
                made.columns = ["node", "ds", "mean"]
                actual = pd.concat([
                    future.groupby("ds").y.sum().reset_index().assign(node="Total", level="total"),
                    future.groupby(["kind", "ds"]).y.sum().reset_index().rename(columns={"kind": "node"}).assign(level="kind"),
                    future.assign(node=future.kind + "/" + future.id, level="shop")[["node", "ds", "y", "level"]],
                ])
                joined = actual.merge(made, on=["node", "ds"])
                assert len(joined) == len(actual)
                for level, part in joined.groupby("level"):
                    errors[level] += (part.y - part["mean"]).abs().sum()
                size += future.y.sum()
            numbers = " | ".join(f"{errors[level] / size:.4f}" for level in errors)
            print(f"| {model} | {name} | {numbers} |", flush=True)


if __name__ == "__main__":
    main()
