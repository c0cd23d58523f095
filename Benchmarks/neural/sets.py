"""Networks beside `auto`, boosting, seasonal naive and GluonTS's DeepAR on eight sets.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python sets.py DATA_FOLDER --almanac PATH [--sets electricity,weekly] [--models deepar,nhits]
        [--peer 2000] [--history 8760] [--every 10] [--part validation]

Each model learns once, from what lies before the first origin, and forecasts from every origin: of hours and half
hours a day from each of the last seven days, of M4 its own test part, of Walmart the last eight weeks. Of long
series only the last `--history` values before the first origin are seen, by all alike. The table has the weighted
quantile loss over the nine deciles and MASE (in naive errors of a season; of a step where the set is weekly).
`--peer` gives DeepAR of GluonTS so many updates of 32 windows, with its own defaults and 100 paths; its point is the median.
Without it, GluonTS is not needed. M4 has no dates: ours sees none, the peer an hour or a week that is made up.
`--part validation` leaves out the steps of the test and forecasts the same number before them, to choose settings by.
A model that needs more than `--limit` seconds by the clock is stopped and has no figures.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time

os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import pandas as pd

NINE = [i / 10 for i in range(1, 10)]


class Set:
    """Series with stamps, and how they are forecast. Stamps are numbers where the set has none."""

    def __init__(self, series, horizon, season, windows, frequency, scale=None, dated=True):
        self.series, self.horizon, self.season, self.windows = series, horizon, season, windows
        self.frequency, self.scale, self.dated = frequency, scale or season, dated

    def cut(self, history, every, part):
        """Every so many series, without what lies too far in the past, and for validation without the test."""
        tested = self.windows * self.horizon
        last = -tested if part == "validation" else None
        chosen = list(self.series.items())[::every]
        self.series = {name: values.iloc[:last].iloc[-(history + tested) :] for name, values in chosen}


def regular(values, frequency):
    """Without steps left out: they are missing values."""
    return values[~values.index.duplicated()].asfreq(frequency)


def m4(folder, title):
    parts = [
        pd.read_csv(os.path.join(folder, f"m4/{title}-{part}.csv.gz"), index_col=0) for part in ("train", "test")
    ]
    return {
        name: pd.Series(np.concatenate([parts[0].loc[name].dropna(), parts[1].loc[name].dropna()]))
        for name in parts[0].index
    }


def load(name, folder):
    def table(path, **words):
        return pd.read_csv(os.path.join(folder, path), **words)

    if name == "hourly":
        return Set(m4(folder, "Hourly"), 48, 24, 1, "h", dated=False)
    if name == "weekly":
        return Set(m4(folder, "Weekly"), 13, 52, 1, "W", scale=1, dated=False)
    if name == "electricity":
        rows = table(
            "multivariate/electricity_10clients_2014.csv.gz", header=None, names=["time", "value", "client"],
            parse_dates=["time"],
        )
        series = {key: regular(part.set_index("time")["value"], "h") for key, part in rows.groupby("client")}
        return Set(series, 24, 24, 7, "h")
    if name == "etth1":
        rows = table("multivariate/ETTh1.csv.gz", parse_dates=["date"]).set_index("date")
        return Set({column: regular(rows[column], "h") for column in rows}, 24, 24, 7, "h")
    if name == "gefcom":
        rows = table("multivariate/gefcom2012-load.csv.gz")
        rows.index = pd.date_range("2004-01-01", periods=len(rows), freq="h")
        return Set({f"zone{zone}": rows[f"zone{zone}"] for zone in range(1, 21)}, 24, 24, 7, "h")
    if name == "pedestrian":
        rows = table("fpp3/pedestrian.csv.gz", parse_dates=["Date"])
        rows["time"] = rows["Date"] + pd.to_timedelta(rows["Time"], unit="h")
        series = {key: regular(part.set_index("time")["Count"], "h") for key, part in rows.groupby("Sensor")}
        return Set(series, 24, 24, 7, "h")
    if name == "vic_elec":
        rows = table("fpp3/vic_elec.csv.gz")
        rows.index = pd.date_range("2012-01-01", periods=len(rows), freq="30min")
        return Set({"Victoria": rows["Demand"]}, 48, 48, 7, "30min")
    if name == "walmart":
        rows = table("retail/walmart/train.csv.gz", parse_dates=["Date"])
        series = {}
        for (store, department), part in rows.groupby(["Store", "Dept"]):
            if len(part) == 143:  # every week of the file
                series[f"{store}/{department}"] = part.set_index("Date")["Weekly_Sales"].asfreq("W-FRI")
        return Set(series, 8, 52, 1, "W-FRI", scale=1)
    raise SystemExit(f"unknown set {name}")


def ours(data, models, almanac, words, limit):
    """WQL, MASE and seconds of training and forecasts by model; none where a model takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        path, summary = os.path.join(folder, "panel.csv"), os.path.join(folder, "summary.json")
        with open(path, "w") as file:
            file.write("unique_id,ds,y\n")
            for name, values in data.series.items():
                stamps = values.index.strftime("%Y-%m-%d %H:%M") if data.dated else range(1, len(values) + 1)
                for stamp, value in zip(stamps, values):
                    file.write(f"{name},{stamp},{'' if np.isnan(value) else value}\n")
        scores = {}
        # One after the other, so that the processor time of each is known.
        for model in models:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            try:
                subprocess.run(
                    [almanac, "compare", path, "-n", str(data.horizon), "--season", str(data.season), "--scale",
                     str(data.scale), "--windows", str(data.windows), "--refit", "once", "--models", model,
                     "--json", summary, "-q", *words],
                    check=True, stdout=subprocess.DEVNULL, timeout=limit,
                )
            except subprocess.TimeoutExpired:
                print("  ", model, "stopped", flush=True)
                continue
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            with open(summary) as file:
                for row in json.load(file)["models"]:
                    if row["model"] == model:
                        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                        scores[model] = (row["wql"], row["mase"], seconds)
            print("  ", model, "%.4f %.3f %.0f s" % scores[model], flush=True)
    return scores


def gluonts(data, updates, seed):
    """The same of DeepAR as GluonTS has it."""
    import logging
    import warnings

    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    import torch
    from gluonts.dataset.common import ListDataset
    from gluonts.torch import DeepAREstimator

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    np.random.seed(seed)
    start = time.process_time()

    def listed(ends):
        """The series without so many values at the end, one series for each place."""
        return ListDataset(
            [
                {
                    "item_id": name,
                    "start": pd.Period(values.index[0] if data.dated else "2015-01-01", data.frequency),
                    "target": values.to_numpy(dtype=float)[: len(values) - end],
                }
                for name, values in data.series.items()
                for end in ends
            ],
            freq=data.frequency,
        )

    ends = [window * data.horizon for window in range(data.windows, 0, -1)]
    with tempfile.TemporaryDirectory() as folder:
        estimator = DeepAREstimator(
            freq=data.frequency, prediction_length=data.horizon, num_batches_per_epoch=50,
            trainer_kwargs=dict(
                max_epochs=max(updates // 50, 1), enable_progress_bar=False, logger=False,
                enable_model_summary=False, accelerator="cpu", gradient_clip_val=10.0, default_root_dir=folder,
            ),
        )
        predictor = estimator.train(listed(ends[:1]))
        made = list(predictor.predict(listed(ends), num_samples=100))
    loss, size, scaled = 0.0, 0.0, []
    places = [(values.to_numpy(dtype=float), end) for values in data.series.values() for end in ends]
    for forecast, (values, end) in zip(made, places):
        origin = len(values) - end
        past, actual = values[:origin], values[origin : origin + data.horizon]
        seen = ~np.isnan(actual)
        for level in NINE:
            error = (actual - forecast.quantile(level))[seen]
            loss += 2 * np.maximum(level * error, (level - 1) * error).sum() / len(NINE)
        size += np.abs(actual[seen]).sum()
        scale = np.nanmean(np.abs(past[data.scale :] - past[: -data.scale]))
        if scale > 0 and seen.any():
            scaled.append(np.abs(actual - forecast.quantile(0.5))[seen].mean() / scale)
    return loss / size, float(np.mean(scaled)), time.process_time() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--almanac", required=True)
    parser.add_argument(
        "--sets", default="weekly,vic_elec,etth1,electricity,pedestrian,gefcom,hourly,walmart"
    )
    parser.add_argument("--models", default="seasonal-naive,boosting,auto,deepar,nhits,patchtst")
    parser.add_argument("--peer", type=int, default=0, help="updates of GluonTS's DeepAR; 0 leaves it out")
    parser.add_argument("--history", type=int, default=8760)
    parser.add_argument("--every", type=int, default=1, help="so many series for each one that is used")
    parser.add_argument("--part", default="test", choices=["validation", "test"])
    parser.add_argument("--limit", type=float, default=3600)
    parser.add_argument("--threads", default="1")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--words", default="", help="further words for ours; --words='--updates 400'")
    options = parser.parse_args()
    models = options.models.split(",")
    for name in options.sets.split(","):
        data = load(name, options.folder)
        data.cut(options.history, options.every, options.part)
        print(f"{name} {options.part}: {len(data.series)} series, {data.horizon} ahead from {data.windows} origins", flush=True)
        words = ["--threads", options.threads, "--seed", options.seed, *options.words.split()]
        scores = ours(data, models, options.almanac, words, options.limit)
        if options.peer:
            scores["GluonTS"] = gluonts(data, options.peer, int(options.seed))
        columns = [*models, *(["GluonTS"] if options.peer else [])]
        cells = ["%.4f / %.3f / %.0f" % scores[column] if column in scores else "" for column in columns]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


main()
