"""Accuracy on series that nothing was tuned on: the sets of the book Forecasting: Principles and Practice.

Holds back the last 8 quarters or 18 months of up to --sample series of a set, forecasts them with almanac
(ets, dynamic-theta, auto) and with AutoETS and DynamicOptimizedTheta of statsforecast, and prints sMAPE and
MASE of each in one line.

usage: python Benchmarks/unseen/unseen.py DATA [--almanac PATH] [--sample 120]
DATA holds tourism.csv.gz, aus_retail.csv.gz, us_employment.csv.gz and PBS.csv.gz of the R package tsibbledata.
needs: python3 -m pip install -r Benchmarks/unseen/requirements.txt
"""

import argparse
import os
import subprocess
import tempfile

os.environ["NUMBA_NUM_THREADS"] = "1"

import numpy as np
import pandas as pd
from statsforecast.models import AutoETS, DynamicOptimizedTheta

# Name, file, columns that name a series, column of the values, period, horizon.
SETS = [
    ("tourism, quarterly", "tourism.csv.gz", ["Region", "State", "Purpose"], "Trips", 4, 8),
    ("Australian retail, monthly", "aus_retail.csv.gz", ["Series ID"], "Turnover", 12, 18),
    ("US employment, monthly", "us_employment.csv.gz", ["Series_ID"], "Employed", 12, 18),
    ("prescriptions, monthly", "PBS.csv.gz", ["Concession", "Type", "ATC2"], "Scripts", 12, 18),
]


def scores(history, actual, forecast, period):
    error, size = np.abs(actual - forecast), np.abs(actual) + np.abs(forecast)
    smape = np.mean(np.where(size > 0, 200 * error / np.where(size > 0, size, 1), 0))
    scale = np.mean(np.abs(history[period:] - history[:-period]))
    return smape, error.mean() / scale if scale > 0 else np.nan


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--sample", type=int, default=120)
    options = parser.parse_args()
    for name, file, ids, value, period, horizon in SETS:
        groups = pd.read_csv(f"{options.data}/{file}").groupby(ids)[value]
        series = [v for v in (g.to_numpy(float) for _, g in groups) if len(v) >= 3 * period + horizon]
        series = [v for v in series if not np.isnan(v).any()]
        series = series[:: max(1, len(series) // options.sample)]
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/panel.csv", "w") as panel:
                panel.write("unique_id,ds,y\n")
                for i, values in enumerate(series):
                    panel.writelines(f"s{i},{t + 1},{v!r}\n" for t, v in enumerate(values[:-horizon].tolist()))
            command = [options.almanac, "forecast", f"{folder}/panel.csv", "-n", str(horizon), "--quiet"]
            command += ["--season", str(period), "--model", "ets,dynamic-theta,auto", "--levels", "80"]
            subprocess.run(command + ["-o", f"{folder}/forecast.csv"], check=True)
            ours = pd.read_csv(f"{folder}/forecast.csv").groupby("unique_id", sort=False)
        table = {}
        for i, values in enumerate(series):
            history, actual = values[:-horizon], values[-horizon:]
            rows = ours.get_group(f"s{i}")
            forecasts = {
                "ets": rows.AutoETS.to_numpy(),
                "dynamic-theta": rows.DynamicOptimizedTheta.to_numpy(),
                "auto": rows.Auto.to_numpy(),
                "peer AutoETS": AutoETS(season_length=period).forecast(history, horizon)["mean"],
                "peer DOTM": DynamicOptimizedTheta(season_length=period).forecast(history, horizon)["mean"],
            }
            for model, forecast in forecasts.items():
                table.setdefault(model, []).append(scores(history, actual, forecast, period))
        means = {model: np.nanmean(rows, axis=0) for model, rows in table.items()}
        cells = "   ".join(f"{model} {smape:.3f}/{mase:.3f}" for model, (smape, mase) in means.items())
        print(f"{name}, {len(series)} series: {cells}", flush=True)


if __name__ == "__main__":
    main()
