"""Makes entropy.json: spectral entropies as the R package tsfeatures defines them.

entropy(x) there is the entropy of spec.ar(x, method = "burg", n.freq = ceiling(n / 2 + 1)), both
signs of frequency counted, to base n, at most 1. R's ar.burg: mean removed, orders up to
10 log10(n), AIC = n log(v) + 2 order, v by the recursion v *= 1 - reflection^2. The
coefficients are those of statsmodels' burg, the last of each order being its reflection; everything
after is written out here.

Needs: statsmodels==0.15.0 numpy==2.4.6; reads the folder Series of this repository.
"""
import json
import pathlib

import numpy as np
from statsmodels.regression.linear_model import burg

here = pathlib.Path(__file__)
series = here.parents[3] / "Series"


def entropy(x):
    x = np.asarray(x, float)
    n = len(x)
    d = x - x.mean()
    variance = np.mean(d * d)
    best, coefficients = n * np.log(variance), np.zeros(0)
    for order in range(1, min(n - 1, int(np.floor(10 * np.log10(n)))) + 1):
        # The variance that burg returns beside the coefficients is another estimate.
        rho, _ = burg(d, order=order, demean=False)
        variance *= 1 - rho[-1] ** 2
        aic = n * np.log(variance) + 2 * order
        if aic < best:
            best, coefficients = aic, rho
    frequencies = np.linspace(0, 0.5, int(np.ceil(n / 2 + 1)))
    k = np.arange(1, len(coefficients) + 1)
    transfer = 1 - np.exp(-2j * np.pi * np.outer(frequencies, k)) @ coefficients
    spectrum = 1 / np.abs(transfer) ** 2
    p = np.concatenate([spectrum[:0:-1], spectrum])
    p /= p.sum()
    return min(1.0, -np.sum(p * np.log(p)) / np.log(n))


lines = (series / "air-passengers.csv").read_text().split("\n")[1:]
air = [float(line.split(",")[-1]) for line in lines if line]
lines = (series / "electricity-half-hourly.csv").read_text().split("\n")[1:]
power = [float(line.split(",")[-1]) for line in lines if line][:500]
random = np.random.default_rng(3)
noise = np.round(random.normal(size=200), 6).tolist()
walk = np.round(np.cumsum(random.normal(size=101)), 6).tolist()
short = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]
out = [{"values": v, "entropy": entropy(v)} for v in (air, power, noise, walk, short)]
here.with_name("entropy.json").write_text(json.dumps(out) + "\n")
print([o["entropy"] for o in out])
