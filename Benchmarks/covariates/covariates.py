"""Accuracy with and without covariates, over rolling origins of real data.

For each data set, origin and model almanac forecasts the same held-back steps twice: from the values
alone, and with `--future` (or the calendar options) and what is known of these steps. Printed are the mean over
series of MASE (scaled by the seasonal naive error of the history), the sum of absolute errors over the sum of
values (WAPE), the coverage of the 80 % intervals, and the ratios with to without.

usage: python Benchmarks/covariates/covariates.py DATA [--almanac PATH] [--models ets,theta] [--sets walmart,...]
DATA holds retail/walmart, retail/rossmann, retail/orange_juice_dominicks.csv.gz and fpp3/vic_elec.csv.gz as DATA/README.md describes them.
needs: python3 -m pip install -r Benchmarks/covariates/requirements.txt
"""

import argparse
import subprocess
import tempfile

import numpy as np
import pandas as pd


def walmart(data):
    """Weekly sales of the 45 stores' largest departments, with holidays, markdowns, temperature and prices."""
    train = pd.read_csv(f"{data}/retail/walmart/train.csv.gz")
    features = pd.read_csv(f"{data}/retail/walmart/features.csv.gz").drop(columns="IsHoliday")
    frame = train.merge(features, on=["Store", "Date"])
    frame["id"] = frame.Store.astype(str) + "/" + frame.Dept.astype(str)
    size = frame.groupby("id").Weekly_Sales.agg(["size", "sum"])
    kept = size[size["size"] == 143].nlargest(400, "sum").index
    frame = frame[frame.id.isin(kept)]
    for markdown in [f"MarkDown{i}" for i in range(1, 6)]:
        frame[markdown] = frame[markdown].fillna(0)
    frame["week"] = pd.to_datetime(frame.Date)
    # The holidays by name: each moves the sales of the week before, too.
    for name, month in (("superbowl", 2), ("labor", 9), ("thanksgiving", 11), ("christmas", 12)):
        frame[name] = (frame.IsHoliday & (frame.week.dt.month == month)).astype(int)
    frame["IsHoliday"] = frame.IsHoliday.astype(int)
    columns = ["IsHoliday", "superbowl", "labor", "thanksgiving", "christmas", "Temperature", "Fuel_Price"]
    columns += [f"MarkDown{i}" for i in range(1, 6)]
    frame = frame.rename(columns={"Date": "ds", "Weekly_Sales": "y"})
    return frame[["id", "ds", "y"] + columns], 8, 52, [143 - 8 * k for k in range(1, 8)], None


def rossmann(data):
    """Daily sales of 100 shops, with opening days, promotions and holidays."""
    frame = pd.read_csv(f"{data}/retail/rossmann/sales_100_stores.csv.gz", dtype={"StateHoliday": str})
    frame = frame.rename(columns={"Store": "id", "Date": "ds", "Sales": "y"}).sort_values(["id", "ds"])
    frame["StateHoliday"] = (frame.StateHoliday != "0").astype(int)
    frame = frame[["id", "ds", "y", "Open", "Promo", "StateHoliday", "SchoolHoliday"]]
    sizes = frame.groupby("id").size()
    frame = frame[frame.id.isin(sizes[sizes == 942].index)]
    return frame, 42, 7, [942 - 42 * k for k in range(1, 5)], None


def calendar(data):
    """The same shops with what the calendar says alone: no file of the future."""
    frame, horizon, season, origins, _ = rossmann(data)
    return frame[["id", "ds", "y"]], horizon, season, origins, ["--calendar", "weekday,monthday,holidays:DE"]


def electricity(data):
    """Half-hourly demand of Victoria added up by day, with temperature and holidays."""
    frame = pd.read_csv(f"{data}/fpp3/vic_elec.csv.gz")
    day = frame.groupby("Date").agg(
        y=("Demand", "sum"), high=("Temperature", "max"), low=("Temperature", "min"), holiday=("Holiday", "max")
    ).reset_index().rename(columns={"Date": "ds"})
    day["holiday"] = day.holiday.astype(int)
    day["heat"] = np.maximum(day.high - 24, 0)
    day["cold"] = np.maximum(14 - day.low, 0)
    day.insert(0, "id", "victoria")
    return day, 14, 7, [len(day) - 14 * k for k in range(1, 13)], None


def juice(data):
    """Weekly sales of eleven brands of orange juice in 83 shops, with prices, deals and advertisements."""
    frame = pd.read_csv(f"{data}/retail/orange_juice_dominicks.csv.gz")
    prices = frame[[f"price{brand}" for brand in range(1, 12)]].to_numpy()
    own = np.arange(1, 12) == frame.brand.to_numpy()[:, None]
    frame["price"] = prices[own]
    frame["cheapest"] = np.where(own, np.inf, prices).min(axis=1)
    frame["y"] = np.exp(frame.logmove)
    frame["id"] = frame.store.astype(str) + "/" + frame.brand.astype(str)
    frame = frame.pivot_table(index="week", columns="id", values=["y", "price", "cheapest", "deal", "feat"])
    # Weeks without a record: the price stays, and nothing is advertised.
    for name, column in frame.columns:
        if name in ("price", "cheapest"):
            frame[name, column] = frame[name, column].ffill().bfill()
        elif name != "y":
            frame[name, column] = frame[name, column].fillna(0)
    frame = frame.stack("id", future_stack=True).reset_index().rename(columns={"week": "ds"})
    frame = frame.sort_values(["id", "ds"])[["id", "ds", "y", "price", "cheapest", "deal", "feat"]]
    return frame, 8, 1, [121 - 8 * k for k in range(1, 5)], None


SETS = {"juice": juice, "walmart": walmart, "rossmann": rossmann, "calendar": calendar, "electricity": electricity}


def forecast(almanac, model, history, horizon, season, folder, more):
    history.to_csv(f"{folder}/history.csv", index=False)
    command = [almanac, "forecast", f"{folder}/history.csv", "--id", "id", "--time", "ds", "--value", "y"]
    command += ["-n", str(horizon), "--season", str(season), "-m", model, "--levels", "80", "--quiet"]
    subprocess.run(command + ["-o", f"{folder}/forecast.csv"] + more, check=True)
    table = pd.read_csv(f"{folder}/forecast.csv", dtype={"unique_id": str})
    return table.set_axis(["id", "ds", "mean", "low", "high"], axis=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--models", default="ets,dynamic-theta,auto,seasonal-naive,arima")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    for name in options.sets.split(","):
        frame, horizon, season, origins, more = SETS[name](options.data)
        origins = origins[: options.origins]
        frame["id"] = frame.id.astype(str)
        step = frame.groupby("id").cumcount()
        print(f"{name}: {frame.id.nunique()} series, {len(origins)} origins, horizon {horizon}, season {season}")
        print("  model            MASE without  with  ratio   WAPE without  with  ratio   coverage of 80 %")
        for model in options.models.split(","):
            rows = {"without": [], "with": []}
            with tempfile.TemporaryDirectory() as folder:
                for origin in origins:
                    history = frame[step < origin]
                    future = frame[(step >= origin) & (step < origin + horizon)]
                    scale = history.groupby("id").y.apply(lambda y: y.diff(season).abs().mean()).rename("scale")
                    future.drop(columns="y").to_csv(f"{folder}/future.csv", index=False)
                    future_file = more or ["--future", f"{folder}/future.csv"]
                    for kind, words in (("without", []), ("with", future_file)):
                        made = forecast(options.almanac, model, history, horizon, season, folder, words)
                        joined = made.merge(future[["id", "ds", "y"]], on=["id", "ds"]).join(scale, on="id")
                        assert len(joined) == len(future)
                        rows[kind].append(joined.dropna(subset="y"))
            line = f"  {model:16}"
            scores = {}
            for kind in rows:
                table = pd.concat(rows[kind])
                error = (table["mean"] - table.y).abs()
                mase = (error / table.scale).replace(np.inf, np.nan).mean()
                inside = ((table.y >= table.low) & (table.y <= table.high)).mean()
                scores[kind] = mase, error.sum() / table.y.abs().sum(), inside
            a, b = scores["without"], scores["with"]
            line += f" {a[0]:12.3f} {b[0]:6.3f} {b[0] / a[0]:6.3f}"
            line += f" {a[1]:12.4f} {b[1]:7.4f} {b[1] / a[1]:6.3f}    {a[2]:.3f} {b[2]:.3f}"
            print(line, flush=True)
            if options.verbose:
                for k, origin in enumerate(origins):
                    errors = [(rows[kind][k]["mean"] - rows[kind][k].y).abs().sum() for kind in rows]
                    print(f"    origin {origin}: ratio of errors {errors[1] / errors[0]:.3f}")


if __name__ == "__main__":
    main()
