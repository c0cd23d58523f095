"""Optima of small allocation programmes by scipy's exact solver, for AllocationTests.

Needs scipy==1.17.1 numpy==2.4.6
usage: python make_allocation.py > allocation.json
"""

import json

import numpy as np
from scipy.optimize import linprog

random = np.random.default_rng(5)
cases = []
for n, m, k, most, least, total, money in (
    (12, 8, 2, 3, 0, 0, 0),
    (40, 25, 3, 4, 0, 0, 0),
    (40, 25, 3, 6, 3, 0, 0),
    (60, 20, 2, 10, 0, 50, 0),
    (60, 20, 4, 12, 2, 0, 90),
    (30, 50, 5, 3, 1, 100, 0),
    (100, 40, 2, 7, 0, 0, 0),
):
    active = random.gamma(0.7, 1.0, size=(n, 1))
    popular = random.gamma(0.5, 1.0, size=(1, m))
    scores = np.round(active * popular * random.gamma(2.0, 0.5, size=(n, m)), 6)
    costs = np.round(random.uniform(0.5, 2.0, size=m), 3)
    rows, limits = [], []
    for x in range(n):
        row = np.zeros((n, m))
        row[x] = 1
        rows.append(row.ravel())
        limits.append(k)
    for y in range(m):
        row = np.zeros((n, m))
        row[:, y] = 1
        rows.append(row.ravel())
        limits.append(most)
        if least:
            rows.append(-row.ravel())
            limits.append(-least)
    if total:
        rows.append(np.ones(n * m))
        limits.append(total)
    if money:
        rows.append(np.tile(costs, n))
        limits.append(money)
    best = linprog(-scores.ravel(), A_ub=np.array(rows), b_ub=limits, bounds=(0, 1), method="highs")
    cases.append(
        {
            "users": n, "items": m, "perUser": k, "most": most, "least": least, "total": total,
            "money": money, "costs": costs.tolist(), "scores": scores.ravel().tolist(),
            "optimum": -best.fun,
        }
    )
print(json.dumps(cases))
