"""Makes stl.json: STL and MSTL decompositions of sample series.

Needs: statsmodels==0.15.0 numpy==2.4.6; reads the folder Series of this repository.
"""
import json
import pathlib

import numpy as np
from statsmodels.tsa.seasonal import MSTL, STL

here = pathlib.Path(__file__)
series = here.parents[3] / "Series"
lines = (series / "air-passengers.csv").read_text().split("\n")[1:]
air = np.array([float(line.split(",")[-1]) for line in lines if line])
lines = (series / "electricity-half-hourly.csv").read_text().split("\n")[1:]
power = np.array([float(line.split(",")[-1]) for line in lines if line])

# period, seasonal window/degree/jump, trend ..., low-pass ..., inner, outer
settings = [
    (12, (7, 1, 1), (23, 1, 1), (13, 1, 1), 2, 0),
    (12, (11, 0, 2), (21, 1, 3), (13, 1, 2), 2, 0),
    (12, (35, 0, 4), (19, 0, 2), (13, 0, 1), 5, 0),
    (12, (13, 1, 1), (23, 1, 1), (13, 1, 1), 1, 15),
    (12, (11, 0, 2), (21, 1, 3), (13, 1, 2), 1, 15),
    (7, (9, 1, 1), (151, 1, 15), (201, 1, 1), 2, 3),
]
stl = []
for p, s, t, low, inner, outer in settings:
    # statsmodels' robust=True is what lets the outer loop run with weights.
    fit = STL(
        air, period=p, seasonal=s[0], trend=t[0], low_pass=low[0], seasonal_deg=s[1],
        trend_deg=t[1], low_pass_deg=low[1], robust=outer > 0, seasonal_jump=s[2],
        trend_jump=t[2], low_pass_jump=low[2],
    ).fit(inner_iter=inner, outer_iter=outer)
    stl.append({
        "period": p, "seasonal": s, "trend": t, "lowPass": low, "inner": inner, "outer": outer,
        "season": fit.seasonal.tolist(), "level": fit.trend.tolist(),
    })

part = power[: 3 * 336 + 17]
fit = MSTL(
    part, periods=(48, 336), windows=(11, 15), iterate=2,
    stl_kwargs={"seasonal_deg": 0, "seasonal_jump": 2, "trend_deg": 1, "inner_iter": 2,
                "outer_iter": 0},
).fit()
mstl = {
    "values": part.tolist(),
    "level": fit.trend.tolist(),
    "seasons": fit.seasonal.T.tolist(),
}
here.with_name("stl.json").write_text(json.dumps({"values": air.tolist(), "stl": stl, "mstl": mstl}) + "\n")
