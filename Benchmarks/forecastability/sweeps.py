"""Series made harder or easier in steps: by noise, by noise in place of the season, by less history, by sums.

The trees of the expected errors learn from them as from other sets, and `evaluate.py` asks, out of fold, whether
expected and achieved errors move together along the steps.
"""

import functools
import zlib

import numpy as np


def noisy(train, test, decibel, season, rng):
    """White noise at a signal-to-noise ratio, about a straight line."""
    whole = np.concatenate([train, test])
    line = np.polyval(np.polyfit(np.arange(len(whole)), whole, 1), np.arange(len(whole)))
    whole = whole + rng.normal(0, np.std(whole - line) * 10 ** (-decibel / 20), len(whole))
    return whole[: len(train)], whole[len(train) :]


def unseasonal(train, test, share, season, rng):
    """A share of the season gives way to noise of its size."""
    whole = np.concatenate([train, test])
    weights = np.ones(season + 1) if season % 2 == 0 else np.ones(season)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    smooth = np.convolve(np.pad(whole, len(weights) // 2, mode="edge"), weights / season, mode="valid")
    rest = whole - smooth
    shape = np.array([np.mean(rest[i::season]) for i in range(season)])[np.arange(len(whole)) % season]
    whole = whole - share * shape + share * rng.normal(0, np.std(shape), len(whole))
    return whole[: len(train)], whole[len(train) :]


def shortened(train, test, share, season, rng):
    return train[-round(share * len(train)) :], test


def summed(train, test, steps, season, rng):
    """Sums over some steps, which end where the training values end."""
    return train[len(train) % steps :].reshape(-1, steps).sum(axis=1), test.reshape(-1, steps).sum(axis=1)


# Name of the steps: what is done, the steps from the easy to the hard end, whether it needs a season.
SWEEPS = {
    "noise": (noisy, [20, 15, 10, 5, 0], False),
    "season": (unseasonal, [0.25, 0.5, 0.75, 1], True),
    "share": (shortened, [1, 0.7, 0.5, 0.35, 0.25], False),
}
# Set: its season, how many series of it, the steps of history of each at least.
FAMILIES = {
    "M4 Yearly": (1, 80, 48),
    "M4 Quarterly": (4, 120, 72),
    "M4 Monthly": (12, 60, 60),
    "M4 Weekly": (1, 30, 200),
    "M4 Daily": (7, 80, 120),
    "M4 Hourly": (24, 30, 600),
    "tourism": (4, 60, 60),
    "retail": (12, 20, 240),
    "employment": (12, 20, 240),
}
# Too short for a quarter of it to have two seasons.
UNCUT = {"M4 Monthly"}
# Set: its season, the steps of the test part, how many series, over how many steps sums go.
SUMS = {
    "M4 Quarterly": (4, 8, 120, [1, 2, 4]),
    "M4 Hourly": (24, 48, 30, [1, 2, 3, 4, 6, 12]),
    "retail": (12, 12, 20, [1, 2, 3, 4, 6, 12]),
    "employment": (12, 12, 20, [1, 2, 3, 4, 6, 12]),
    "prescriptions": (12, 12, 60, [1, 2, 3, 4, 6, 12]),
}


def draws(key):
    """A series draws the same noise at every step, but for its size."""
    return np.random.default_rng(zlib.crc32(key.encode()))


def chosen(series, count, least, decibel):
    """Series that are long enough and positive, with noise at a ratio as well, evenly spaced, at the latest origin."""

    def fits(key, train, test):
        whole = np.concatenate([train, test])
        if len(train) < least or not np.isfinite(whole).all() or np.ptp(train) == 0:
            return False
        return whole.min() > 0 and np.concatenate(noisy(train, test, decibel, 1, draws(key))).min() > 0

    # Employment begins later for some than the table does.
    known = {key: (train[np.argmax(np.isfinite(train)) :], test) for key, (train, test) in series.items()}
    able = {key: parts for key, parts in known.items() if " less " not in key and fits(key, *parts)}
    keys = list(able)
    return {key: able[key] for key in keys[:: max(1, len(keys) // count)][:count]}


def swept(series, change, step, season):
    """The series changed by one step."""
    return {key: change(*parts, step, season, draws(key)) for key, parts in series.items()}


def sweep_sets(sets):
    """Name: changed series, seasons, horizons, as in `sets`, for every family and step."""
    out = {}
    for name, (season, count, least) in FAMILIES.items():
        source, _, horizons = sets[name]
        series = functools.cache(lambda d, f=source, a=(count, least, 0): chosen(f(d), *a))
        for sweep, (change, steps, needs_season) in SWEEPS.items():
            if needs_season and season == 1:
                continue
            for step in steps:
                if sweep == "share" and step < 1 and name in UNCUT:
                    continue
                out[f"{name} {sweep} {step}"] = (
                    lambda d, f=series, b=(change, step, season): swept(f(d), *b),
                    [season], [max(horizons)])
    for name, (season, ahead, count, steps) in SUMS.items():
        series = functools.cache(
            lambda d, f=sets[name][0], n=ahead, a=(count, 15 * season, np.inf): chosen(recut(f(d), n), *a))
        for step in steps:
            out[f"{name} sum {step}"] = (
                lambda d, f=series, b=(summed, step, season): swept(f(d), *b),
                [season // step], [ahead // step])
    return out


def recut(series, ahead):
    """The same series with so many steps to be forecast."""
    return {
        key: (lambda whole: (whole[:-ahead], whole[-ahead:]))(np.concatenate(parts)) for key, parts in series.items()
    }
