"""How much the stack should believe in equal weights of its members, and whether it should know traits of users.

usage: python traits.py DATA   (the folder with events/; needs numpy; build the runner by audience.py first)
Log loss of ten-fold cross-validation within the windows learnt from, on CDNOW, Online Retail and Complete Journey,
with and without visits, lines and recency, at several penalties. The windows that are foretold are not looked at.
"""

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

data = Path(sys.argv[1]).resolve() / "events"
runner = Path(__file__).resolve().parent / "Runner/.build/release/Runner"


def fitted(x, y, centre, penalty):
    w = centre.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, x.T @ (y - p) - penalty * (w - centre))
        w += step
        if np.abs(step).max() < 1e-9:
            break
    return w


def loss(x, y, penalty, folds):
    members = 4
    centre = np.r_[0, np.full(members, 1 / members), np.zeros(x.shape[1] - 1 - members)]
    weights = np.r_[1e-6, np.full(x.shape[1] - 1, penalty)]
    p = np.empty(len(y))
    for fold in range(10):
        out = folds == fold
        p[out] = 1 / (1 + np.exp(-x[out] @ fitted(x[~out], y[~out], centre, weights)))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


with tempfile.TemporaryDirectory() as name:
    cdnow = Path(name, "cdnow.csv")
    with gzip.open(data / "cdnow/CDNOW_master.txt.gz", "rt") as source, open(cdnow, "w") as out:
        next(source)
        print("customer_id,date,number_of_cds,dollar_value", file=out)
        for line in source:
            if len(line.split()) == 4:
                print(",".join(line.split()), file=out)
    text = subprocess.run(
        [runner, "traits", cdnow, data / "online_retail/online_retail.csv.gz",
         data / "completejourney/transactions_sample.csv.gz"],
        check=True, capture_output=True, text=True,
    ).stdout
for label, part in zip(("CDNOW", "Online Retail", "Complete Journey"), text.split("came,")[1:]):
    table = np.array([[float(v) for v in line.split(",")] for line in part.splitlines()[1:]])
    y, x = table[:, 0], np.c_[np.ones(len(table)), table[:, 1:]]
    folds = np.random.default_rng(0).integers(0, 10, len(y))
    print(f"{label}, {len(y)} users, without traits at 10: {loss(x[:, :5], y, 10, folds):.4f}; with, at "
          + ", ".join(f"{k}: {loss(x, y, k, folds):.4f}" for k in (0.1, 0.3, 1, 3, 10)))
