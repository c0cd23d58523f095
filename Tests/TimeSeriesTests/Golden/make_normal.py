"""Makes normal.json: the normal distribution to 60 digits, rounded to doubles.

Needs: mpmath==1.4.1
"""
import json
import pathlib

import mpmath as mp

mp.mp.dps = 60


def cdf(z):
    return mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2


def quantile(p):
    p = mp.mpf(p)
    tail = min(p, 1 - p)
    # A start from the leading term of the tail, then Newton on the logarithm.
    z = mp.mpf(0) if tail == mp.mpf("0.5") else -mp.sqrt(-2 * mp.log(2 * tail))
    for _ in range(200):
        f = cdf(z)
        step = (mp.log(f) - mp.log(tail)) * f / (mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
        z -= step
        if abs(step) < mp.mpf(10) ** -50:
            break
    return z if p <= mp.mpf("0.5") else -z


points = [-38.4, -37.5, -30.0, -20.0, -12.3, -8.0, -6.0, -5.0, -3.0, -2.0, -1.6448536269514722,
          -1.0, -0.5, -0.1, -1e-8, 0.0, 1e-8, 0.3, 1.0, 1.959963984540054, 3.0, 5.0, 8.0, 9.0]
levels = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-16,
          1e-10, 1e-6, 1e-4, 0.001, 0.005, 0.025, 0.05, 0.0749, 0.075, 0.0751, 0.1, 0.165, 0.2,
          0.25, 0.3, 0.4, 0.45, 0.49, 0.4999, 0.49999999, 0.5, 0.50000001, 0.51, 0.6, 0.75, 0.8,
          0.9, 0.925, 0.95, 0.975, 0.99, 0.995, 0.999, 0.999999, 1 - 1e-10, 1 - 2.0**-53]
out = {
    "cumulativeProbability": [[z, float(cdf(z))] for z in points],
    "quantile": [[p, float(quantile(p))] for p in levels],
}
path = pathlib.Path(__file__).with_name("normal.json")
path.write_text(json.dumps(out, indent=0) + "\n")
