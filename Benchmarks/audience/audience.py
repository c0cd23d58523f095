"""Audience models on public logs, and their speed beside implicit (ALS) and tick (Hawkes).

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
    events = [[np.ascontiguousarray(t[1:] - t[0]), np.zeros(1)] for t in users if len(t) > 1]
    ends = [float(t[-1] - t[0]) + 1e-9 for t in users if len(t) > 1]
    ours, theirs = [], []
    for _ in range(3):
        ours.append(float(runner("hawkes", log, threads).split()[0]))
        model = HawkesSumExpKern(decays, penalty="l2", C=1000, max_iter=1000, tol=1e-5, verbose=False)
        start = time.perf_counter()
        model.fit(events, end_times=np.array(ends))
        theirs.append(time.perf_counter() - start)
    print(f"Hawkes, {len(rows)} visits: {min(ours):.3f} s, tick {min(theirs):.2f} s, "
          f"ratio {min(theirs) / min(ours):.0f}")


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
         ("movielens", data / "ml-100k/u.data.gz", "popularity,als,gru,transformer,recurrent", 3)),
        ("Allocation", ("allocation", 0)),
    ):
        print(f"\n== {label}\n" + runner(*words))
    for log in ("movielens", "retail"):
        source = data / ("ml-100k/u.data.gz" if log == "movielens" else
                         "online_retail/online_retail.csv.gz")
        runner("export", log, source, folder / log)
        als(folder / f"{log}.pairs.csv")
        hawkes(folder / f"{log}.visits.csv")
