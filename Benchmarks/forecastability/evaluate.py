"""How well errors are foretold, from what `Runner` wrote of every forecast out of fold.

    env/bin/python evaluate.py BANDS

Prints for every set, at the latest origin and the longest horizon, the rank correlation of the expected with the
achieved error and the share of errors within the 80 % band; the rank correlation on the hours of M4 in five
divisions by series; and how both errors move along the steps in which series were made harder (`sweeps.py`), pooled
over the families, as many series of each, and for each family. The goals come last, and the status is 1 where one
is missed.
"""

import argparse
import sys

import numpy as np
import pandas as pd

from sweeps import SWEEPS

# Set: the least rank correlation of MASE and of sMAPE out of fold.
GOALS = {
    "M4 Weekly 1": (0.65, 0.8),
    "M4 Hourly 24": (0.7, 0.8),
    "M4 Quarterly 4": (0.45, 0.8),
    "M4 Yearly 1": (0.45, 0.7),
}
BAND = 0.78, 0.82
SWEEP = 0.95
# Of each family so many series, evenly spaced, are pooled.
POOLED = 25


def correlation(a, b):
    return pd.Series(a).rank().corr(pd.Series(b).rank())


def judged(name, value, least, most=1.0):
    """What became of a goal in words, and whether it was met; one that was not measured is not."""
    goal = f"{least}" if most == 1 else f"{least} to {most}"
    if np.isnan(value):
        return f"not measured {name}, goal {goal}", False
    met = least <= value <= most
    return f"{'met' if met else 'MISSED':6} {name}: {value:.3f}, goal {goal}", met


def families(table):
    goals = []
    print("set: rows, rank correlation of MASE, of sMAPE; share in the band, below, above; unusual")
    longest = table.groupby("set").horizon.transform("max")
    latest = table[(table.latest == 1) & (table.horizon == longest)]
    for name, rows in [*latest.groupby("set"), ("all", latest), ("all but changed", latest[~latest.changed])]:
        below, above = (rows.mase < rows.mase10).mean(), (rows.mase > rows.mase90).mean()
        print(f"{name:32} {len(rows):6} {correlation(rows.mase50, rows.mase):.3f} "
              f"{correlation(rows.smape50, rows.smape):.3f}  {1 - below - above:.3f} {below:.3f} {above:.3f}  "
              f"{rows.unusual.mean():.3f}")
    # A band holds over the origins of a set; at one origin all series share what happens then.
    for name, (mase, smape) in GOALS.items():
        rows, own = latest[latest.set == name], table[table.set == name]
        if name != "M4 Hourly 24":
            goals.append(judged(f"{name}, MASE", correlation(rows.mase50, rows.mase), mase))
        goals.append(judged(f"{name}, sMAPE", correlation(rows.smape50, rows.smape), smape))
        inside = ((own.mase >= own.mase10) & (own.mase <= own.mase90)).mean() if len(own) else np.nan
        goals.append(judged(f"{name}, in the band over all origins and horizons", inside, *BAND))
    return goals


def hours(table):
    rows = table[(table.division > 0) & (table.set == "M4 Hourly 24") & (table.latest == 1) & (table.horizon == 48)]
    scores = []
    for division, own in rows.groupby("division"):
        scores.append(correlation(own.mase50, own.mase))
        inside = ((own.mase >= own.mase10) & (own.mase <= own.mase90)).mean()
        print(f"hours of M4, division {division}: {len(own)}, rank correlation of MASE "
              f"{scores[-1]:.3f}, in the band {inside:.3f}")
    return [judged("M4 Hourly 24, MASE, mean of the divisions", np.mean(scores) if len(scores) == 5 else np.nan, GOALS["M4 Hourly 24"][0])]


def steps(table, sweep):
    """Rows of a sweep with their step: easiest first. The step before the first is the whole series."""
    parsed = table.set.str.extract(rf"^(?P<family>.+) {sweep} (?P<step>[\d.]+) \d+$")
    rows = table.assign(family=parsed.family, step=pd.to_numeric(parsed.step))
    if sweep in ("noise", "season"):
        whole = table.set.str.extract(r"^(.+) share 1 \d+$")[0]
        start = np.inf if sweep == "noise" else 0.0
        rows.loc[whole.notna(), "family"] = whole
        rows.loc[whole.notna(), "step"] = start
    rows = rows[rows.step.notna()]
    order = sorted(rows.step.unique(), reverse=sweep in ("noise", "share"))
    return rows, order


def move(rows, order, label, *, verbose):
    """Geometric means at every step of the series that are there at all, and rank correlations over the steps."""
    pivot = {name: rows.pivot(index="source", columns="step", values=name)[order].dropna()
             for name in ("mase50", "mase", "smape50", "smape")}
    logs = {name: np.log(p + (0.05 if "mase" in name else 1)) for name, p in pivot.items()}
    means = {name: p.mean() for name, p in logs.items()}
    medians = {name: p.median() for name, p in pivot.items()}
    scores = [correlation(m[a].values, m[b].values) for m in (means, medians)
              for a, b in (("mase50", "mase"), ("smape50", "smape"))]
    print(f"{label}, {len(pivot['mase'])} series: rank correlation of means of logarithms, MASE {scores[0]:.2f} sMAPE "
          f"{scores[1]:.2f}; of medians, MASE {scores[2]:.2f} sMAPE {scores[3]:.2f}")
    if verbose:
        print("   step  MASE expected achieved  sMAPE expected achieved")
        for step in order:
            numbers = [np.exp(means[n][step]) - (0.05 if "mase" in n else 1) for n in means]
            print(f"  {step:5} {numbers[0]:8.3f} {numbers[1]:8.3f} {numbers[2]:8.2f} {numbers[3]:8.2f}")
    return scores[:2]


def sweeps(table):
    goals = []
    for sweep in [*SWEEPS, "sum"]:
        rows, order = steps(table, sweep)
        if rows.empty:
            goals += [judged(f"{sweep}, {name}", np.nan, SWEEP) for name in ("MASE", "sMAPE")]
            continue
        # Series that are there, with both errors, at every step.
        counts = rows.groupby(["family", "source"]).step.nunique()
        whole = counts[counts == len(order)].reset_index()
        pooled = whole.groupby("family").source.apply(
            lambda s: s.iloc[np.unique(np.linspace(0, len(s) - 1, min(POOLED, len(s))).astype(int))])
        scores = move(rows[rows.source.isin(set(pooled))], order, f"{sweep}, pooled", verbose=True)
        goals += [judged(f"{sweep}, {name}", score, SWEEP) for name, score in zip(("MASE", "sMAPE"), scores)]
        for family, own in rows.groupby("family"):
            there = sorted(own.step.unique(), key=order.index)
            if len(there) > 2:
                move(own, there, f"  {sweep}, {family}", verbose=False)
    return goals


def histories(table):
    """Sets whose series were cut to lengths in steps, and the whole."""
    longest = table.groupby("set").horizon.transform("max")
    rows = table[(table.horizon == longest) & (table.latest == 1)]
    parsed = rows.set.str.extract(r"^(?P<family>.+?)(?: last (?P<length>\d+))? (?P<season>\d+)$")
    rows = rows.assign(family=parsed.family + " " + parsed.season, step=pd.to_numeric(parsed.length).fillna(np.inf))
    for family, own in rows[~rows.set.str.contains(r" (?:noise|season|share|sum) ")].groupby("family"):
        order = sorted(own.step.unique(), reverse=True)
        if len(order) > 2:
            move(own, order, f"last, {family}", verbose=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bands")
    table = pd.read_csv(parser.parse_args().bands).dropna(subset=["mase", "mase50"])
    table["changed"] = table.set.str.contains(r" (?:last|noise|season|share|sum) ")
    main_rows = table[table.division == 0]
    goals = families(main_rows)
    goals += hours(table)
    histories(main_rows)
    goals += sweeps(main_rows)
    print(*(words for words, _ in goals), sep="\n")
    sys.exit(not all(met for _, met in goals))


if __name__ == "__main__":
    main()
