"""Training and forecasting of networks beside GluonTS and neuralforecast: same data, architecture and updates.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python speed.py M4_FOLDER --almanac PATH [--runs 3] [--models deepar,patchtst,nhits]

M4 Hourly, 414 series, 48 hours ahead, one thread. The processor time of an update is that of a training of
`--long` updates less that of one of `--short`, so that reading, forecasting and starting up cancel; runs of
ours and of the peer take turns, and medians are compared. Forecasting is timed with 100 paths. The accuracy
printed is the weighted quantile loss on the test part after the long training, for one seed a run.

DeepAR: two LSTM layers of 40 units, lags and features of the hour, batches of 32, context 48, Student-t.
PatchTST: patches of 16 every 8, two layers of 32 channels, four heads, batches of 64, context 192, Student-t.
N-HiTS: three blocks of two layers of 512 units, batches of 128 windows, context 240, eleven quantiles.
"""

import argparse
import csv
import gzip
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ["OMP_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import numpy as np
import pandas as pd
import torch

torch.set_num_threads(1)
HORIZON = 48
NINE = [i / 10 for i in range(1, 10)]
LEVELS = [0.025, *NINE, 0.975]


def read(path):
    with gzip.open(path, "rt") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: np.array([float(cell) for cell in row[1:] if cell]) for row in rows}


def weighted_quantile_loss(forecasts, tests):
    total, size = 0.0, 0.0
    for name, actual in tests.items():
        error = actual[:, None] - forecasts[name][: len(actual)]
        total += (2 * np.maximum(np.array(NINE) * error, (np.array(NINE) - 1) * error)).sum(0)
        size += np.abs(actual).sum()
    return float(np.mean(total / size))


class Ours:
    def __init__(self, almanac, panel, folder):
        self.almanac, self.panel, self.folder = almanac, panel, folder

    def run(self, words):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        target = os.path.join(self.folder, "forecast.csv")
        subprocess.run(
            [self.almanac, "forecast", self.panel, "-n", str(HORIZON), "--threads", "1", "-q",
             "--quantiles", ",".join(map(str, NINE)), "-o", target, *words],
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, target

    def train(self, model, updates, seed):
        words = {
            "deepar": ["--batch", "32", "--context", "48"],
            "patchtst": ["--batch", "64", "--context", "192", "--loss", "student-t"],
            "nhits": ["--batch", "128", "--context", "240", "--loss", "quantiles"],
        }[model]
        saved = os.path.join(self.folder, "model")
        seconds, target = self.run(
            ["--model", model, "--season", "24", "--updates", str(updates), "--hold-nothing-back", "--seed", str(seed),
             "--save", saved, *words]
        )
        table = pd.read_csv(target)
        column = table.columns[2]
        forecasts = {
            name: rows[[f"{column}-q-{q}" for q in NINE]].to_numpy()
            for name, rows in table.groupby("unique_id", sort=False)
        }
        return seconds, forecasts

    def forecast(self, model):
        return self.run(["--from", os.path.join(self.folder, "model")])[0]


class GluonTS:
    def __init__(self, trains, folder):
        self.folder = folder
        from gluonts.dataset.common import ListDataset

        self.data = ListDataset(
            [{"item_id": k, "start": pd.Period("2015-01-01 00", "h"), "target": v} for k, v in trains.items()],
            freq="h",
        )

    def train(self, model, updates, seed):
        from gluonts.torch import DeepAREstimator, PatchTSTEstimator

        torch.manual_seed(seed)
        np.random.seed(seed)
        trainer = dict(
            max_epochs=1, enable_progress_bar=False, logger=False, enable_model_summary=False,
            accelerator="cpu", gradient_clip_val=10.0, default_root_dir=self.folder,
        )
        common = dict(prediction_length=HORIZON, num_batches_per_epoch=updates, trainer_kwargs=trainer)
        if model == "deepar":
            estimator = DeepAREstimator(freq="h", context_length=48, batch_size=32, **common)
        else:
            estimator = PatchTSTEstimator(
                context_length=192, patch_len=16, stride=8, d_model=32, nhead=4, dim_feedforward=128,
                num_encoder_layers=2, scaling="std", batch_size=64, **common,
            )
        start = time.process_time()
        self.predictor = estimator.train(self.data)
        return time.process_time() - start, None

    def forecast(self, model):
        start = time.process_time()
        self.made = list(self.predictor.predict(self.data, num_samples=100))
        return time.process_time() - start

    def quantiles(self):
        return {f.item_id: np.stack([f.quantile(q) for q in NINE], 1) for f in self.made}


class NeuralForecast:
    def __init__(self, trains):
        self.frame = pd.concat(
            pd.DataFrame({"unique_id": k, "ds": np.arange(len(v)), "y": v}) for k, v in trains.items()
        )

    def train(self, model, updates, seed):
        from neuralforecast import NeuralForecast as Forecaster
        from neuralforecast.losses.pytorch import MQLoss
        from neuralforecast.models import NHITS

        network = NHITS(
            h=HORIZON, input_size=240, mlp_units=[[512, 512]], loss=MQLoss(quantiles=LEVELS),
            scaler_type="standard", batch_size=32, windows_batch_size=128, max_steps=updates,
            random_seed=seed, learning_rate=1e-3, enable_progress_bar=False, logger=False,
            enable_checkpointing=False, enable_model_summary=False, accelerator="cpu",
        )
        self.forecaster = Forecaster(models=[network], freq=1)
        start = time.process_time()
        self.forecaster.fit(self.frame)
        return time.process_time() - start, None

    def forecast(self, model):
        start = time.process_time()
        self.made = self.forecaster.predict()
        return time.process_time() - start

    def quantiles(self):
        table = self.made.reset_index() if "unique_id" not in self.made else self.made
        columns = [c for c in table.columns if c.startswith("NHITS")]
        rows = {k: np.sort(g[columns].to_numpy(), 1)[:, 1:10] for k, g in table.groupby("unique_id")}
        return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--almanac", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--short", type=int, default=50)
    parser.add_argument("--long", type=int, default=250)
    parser.add_argument("--models", default="deepar,patchtst,nhits")
    options = parser.parse_args()
    trains = read(os.path.join(options.folder, "Hourly-train.csv.gz"))
    tests = read(os.path.join(options.folder, "Hourly-test.csv.gz"))
    with tempfile.TemporaryDirectory() as folder:
        panel = os.path.join(folder, "hourly.csv")
        with open(panel, "w") as file:
            file.write("unique_id,ds,y\n")
            stamps = pd.date_range("2015-01-01", periods=1100, freq="h").strftime("%Y-%m-%d %H:%M:%S")
            for name, values in trains.items():
                file.writelines(f"{name},{stamps[i]},{value}\n" for i, value in enumerate(values))
        ours = Ours(options.almanac, panel, folder)
        for model in options.models.split(","):
            peer = NeuralForecast(trains) if model == "nhits" else GluonTS(trains, folder)
            figures = {"ours": [], "peer": []}
            spread = options.long - options.short
            for run in range(options.runs):
                short, _ = ours.train(model, options.short, run)
                long, forecasts = ours.train(model, options.long, run)
                figures["ours"].append(
                    ((long - short) / spread, ours.forecast(model), weighted_quantile_loss(forecasts, tests))
                )
                short, _ = peer.train(model, options.short, run)
                long, _ = peer.train(model, options.long, run)
                seconds = peer.forecast(model)
                figures["peer"].append(
                    ((long - short) / spread, seconds, weighted_quantile_loss(peer.quantiles(), tests))
                )
                sys.stdout.flush()
            (a, b, c), (x, y, z) = (
                [statistics.median(column) for column in zip(*figures[who])] for who in ("ours", "peer")
            )
            print(
                f"{model:9} update {1000 * a:7.2f} ms, peer {1000 * x:7.2f} ms, {x / a:5.1f}x;"
                f"  forecast {b:6.2f} s, peer {y:6.2f} s, {y / b:5.1f}x;"
                f"  loss after {options.long} updates {c:.4f}, peer {z:.4f}", flush=True,
            )


main()
