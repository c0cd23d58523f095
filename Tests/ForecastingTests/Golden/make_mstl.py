"""Makes mstl.json: forecasts of MSTL with a naive trend.

Needs: statsforecast==2.1.1 statsmodels==0.14.5 numpy==2.4.6 pandas==2.3.3; reads the folder Series of
this repository.
"""
import json
import pathlib

import pandas as pd
from statsforecast.models import MSTL, Naive

here = pathlib.Path(__file__)
samples = here.parents[3] / "Series"
air = pd.read_csv(samples / "air-passengers.csv").y.to_numpy(float)
load = pd.read_csv(samples / "electricity-half-hourly.csv").iloc[:, -1].to_numpy(float)[-1344:].round(4)
out = []
for name, values, periods in [("air passengers", air, [12]), ("half hours", load, [48, 336])]:
    fit = MSTL(season_length=periods, trend_forecaster=Naive()).fit(values)
    out.append(dict(name=name, values=values.tolist(), periods=periods, mean=fit.predict(48)["mean"].tolist()))
here.with_name("mstl.json").write_text(json.dumps(out, indent=0) + "\n")
