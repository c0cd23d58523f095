"""Audience models on public logs, and their speed beside implicit (ALS), tick (Hawkes) and torch (GRU).

usage: python audience.py DATA   (the folder with events/; see requirements.txt)
Builds the runner beside it first. Data without header are converted on the way.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
import scipy.sparse

here = Path(__file__).resolve().parent
data = Path(sys.argv[1]).resolve() / "events"
threads = len(os.sched_getaffinity(0))


def runner(*words):
    path = here / "Runner/.build/release/Runner"
    return subprocess.run([path, *map(str, words)], check=True, capture_output=True, text=True).stdout


def cdnow(folder):
    target = folder / "cdnow.csv"
    with gzip.open(data / "cdnow/CDNOW_master.txt.gz", "rt") as source, open(target, "w") as out:
        next(source)
        print("customer_id,date,number_of_cds,dollar_value", file=out)
        for line in source:
            fields = line.split()
            if len(fields) == 4:
                print(",".join(fields), file=out)
    return target


def als(log):
    """Seconds of both for 15 rounds of 32 factors on the same pairs, best of three each, by turns."""
    import implicit

    pairs = np.loadtxt(log, delimiter=",", dtype=np.int32, skiprows=1)
    matrix = scipy.sparse.csr_matrix(
        (np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1]))
    )
    ours, theirs = [], []
    for _ in range(3):
        ours.append(float(runner("als", log, threads).split()[0]))
        model = implicit.als.AlternatingLeastSquares(
            factors=32, iterations=15, regularization=0.01, num_threads=threads, random_state=0
        )
        start = time.perf_counter()
        model.fit(matrix, show_progress=False)
        theirs.append(time.perf_counter() - start)
    print(f"ALS, {matrix.nnz} pairs: {min(ours):.2f} s, implicit {min(theirs):.2f} s, "
          f"ratio {min(theirs) / min(ours):.2f}")


def hawkes(log):
    """Seconds of both for fifty scales on the same visits, best of three each, by turns."""
    from tick.hawkes import HawkesSumExpKern

    rows = np.loadtxt(log, delimiter=",", skiprows=1)
    users = np.split(rows[:, 1], np.flatnonzero(np.diff(rows[:, 0])) + 1)
    decays = 1 / np.logspace(-6, 1, 50)
    events = [[np.ascontiguousarray(t[1:] - t[0])] for t in users if len(t) > 1]
    ours, theirs = [], []
    for _ in range(3):
        ours.append(float(runner("hawkes", log, threads).split()[0]))
        model = HawkesSumExpKern(decays, penalty="l2", C=1000, max_iter=1000, tol=1e-5, verbose=False)
        start = time.perf_counter()
        model.fit(events)
        theirs.append(time.perf_counter() - start)
    print(f"Hawkes, {len(rows)} visits: {min(ours):.3f} s, tick {min(theirs):.2f} s, "
          f"ratio {min(theirs) / min(ours):.0f}")


def gru(log):
    """Tokens a second of both, by turns: the published training loop in torch (two layers of 128, tied softmax,
    chunks of 32 steps, 64 users at once, Adagrad), and ours."""
    import torch

    torch.set_num_threads(threads)
    rows = np.loadtxt(log, delimiter=",", dtype=np.int64, skiprows=1)
    users = np.split(rows[:, 1] + 1, np.flatnonzero(np.diff(rows[:, 0])) + 1)
    sequences = [torch.tensor(np.concatenate([[0], items]))[-257:] for items in users]
    size = int(rows[:, 1].max()) + 2
    torch.manual_seed(0)
    embedding = torch.nn.Embedding(size, 128)
    network = torch.nn.GRU(128, 128, 2)
    bias = torch.nn.Parameter(torch.zeros(size))
    rule = torch.optim.Adagrad(
        [*embedding.parameters(), *network.parameters(), bias], lr=0.1, eps=1e-3
    )
    loss = torch.nn.CrossEntropyLoss(ignore_index=0)
    ours, theirs = [], []
    for _ in range(3):
        ours.append(float(runner("gru", log, threads).split()[0]))
        tokens, start = 0, time.perf_counter()
        for place in range(0, len(sequences), 64):
            batch = torch.nn.utils.rnn.pad_sequence(sequences[place:place + 64])
            state = None
            for first in range(0, len(batch) - 1, 32):
                target = batch[first + 1:first + 33]
                rule.zero_grad()
                hidden, state = network(embedding(batch[first:first + len(target)]), state)
                scores = hidden.reshape(-1, 128) @ embedding.weight.T + bias
                loss(scores, target.reshape(-1)).backward()
                rule.step()
                state = state.detach()
            tokens += int((batch[1:] > 0).sum())
        theirs.append(tokens / (time.perf_counter() - start))
    print(f"GRU, {len(rows)} events: {max(ours):.0f} tokens/s, torch {max(theirs):.0f}, "
          f"ratio {max(ours) / max(theirs):.1f}")


subprocess.run(["swift", "build", "-c", "release"], cwd=here / "Runner", check=True,
               env={**os.environ, "ALMANAC_ROOMS": "Intensity"}, stdout=subprocess.DEVNULL)
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    for label, words in (
        ("CDNOW, 13 weeks", ("cdnow", cdnow(folder))),
        ("Online Retail, 30 days", ("retail", data / "online_retail/online_retail.csv.gz")),
        ("Complete Journey, 30 days",
         ("journey", data / "completejourney/transactions_sample.csv.gz")),
        ("MovieLens-100K, user split",
         ("movielens", data / "ml-100k/u.data.gz",
          "popularity,als,bpr,graph-convolution,gru,transformer,recurrent", 5)),
        ("MovieLens-100K, the last 30 days", ("movielens-time", data / "ml-100k/u.data.gz")),
        ("Expected and actual numbers of users",
         ("calibration", folder / "cdnow.csv", data / "online_retail/online_retail.csv.gz",
          data / "completejourney/transactions_sample.csv.gz")),
        ("Allocation", ("allocation", 0)),
    ):
        print(f"\n== {label}\n" + runner(*words))
    for log in ("movielens", "retail"):
        source = data / ("ml-100k/u.data.gz" if log == "movielens" else
                         "online_retail/online_retail.csv.gz")
        runner("export", log, source, folder / log)
        als(folder / f"{log}.pairs.csv")
        hawkes(folder / f"{log}.visits.csv")
        if log == "movielens":
            gru(folder / f"{log}.sequences.csv")
