"""How well the errors of changed series are told by those of other series of the same kind: what can be foretold at all.

    env/bin/python ceilings.py FOLDER

Takes the errors of `auto` that `errors.py` wrote into FOLDER for the series that `sweeps.py` makes harder. Two halves of the
same families, 25 series of each at most, stand for a forecast that knows all but the series itself: the rank correlation of
their mean errors along the steps, and how often it reaches the .95 that is asked of the expected errors.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from evaluate import POOLED, SWEEP, correlation, steps
from sweeps import SWEEPS

DIVISIONS = 2000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    table = pd.concat([pd.read_csv(path) for path in sorted(folder.glob("* errors.csv"))], ignore_index=True)
    table["set"] += " " + table.season.astype(str)
    random = np.random.default_rng(0)
    print("steps, error: series; mean of the rank correlations of two halves, share of them that reach the goal; "
          "how logarithms of errors differ from step to step, ± their standard error")
    for sweep in [*SWEEPS, "sum"]:
        rows, order = steps(table, sweep)
        rows = rows.assign(series=rows.family + "/" + rows.unique_id)
        for name, offset in ("mase", 0.05), ("smape", 1):
            errors = rows.pivot_table(index="series", columns="step", values=name)[order].dropna()
            logarithms = np.log(errors.to_numpy() + offset)
            family = errors.index.str.split("/").str[0].to_numpy()
            kinds = [np.flatnonzero(family == kind) for kind in np.unique(family)]
            scores = []
            for _ in range(DIVISIONS):
                halves = [], []
                for places in map(random.permutation, kinds):
                    count = min(POOLED, len(places) // 2)
                    halves[0].extend(places[:count])
                    halves[1].extend(places[count : 2 * count])
                scores.append(correlation(*(logarithms[half].mean(axis=0) for half in halves)))
            moves = np.diff(logarithms, axis=1)
            means, deviations = moves.mean(axis=0), moves.std(axis=0) / np.sqrt(len(moves))
            print(f"{sweep}, {name}: {len(errors)}; {np.mean(scores):.2f}, {np.mean(np.array(scores) >= SWEEP):.2f}; "
                  + ", ".join(f"{a:+.3f} ± {b:.3f}" for a, b in zip(means, deviations)), flush=True)


main()
