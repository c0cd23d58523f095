"""Makes arima-peers.json: ARIMA models of given orders as statsforecast and statsmodels fit them.

Needs: statsforecast==2.1.1 and numpy==2.4.6 in one environment, statsmodels==0.15.0 in the same or another:
usage: python make_arima_peers.py statsforecast; python make_arima_peers.py statsmodels
Each adds its fits to the file. The series are those of arima.json beside it.
"""
import json
import pathlib
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
here = pathlib.Path(__file__)
file = here.with_name("arima-peers.json")
source = json.loads(here.with_name("arima.json").read_text())["series"]
# Series, order, seasonal order, whether there is a mean or, with a difference, a drift.
CASES = [
    ("air", (0, 1, 1), (0, 1, 1), False), ("air", (2, 1, 1), (0, 1, 0), False),
    ("air", (1, 1, 1), (0, 1, 1), False), ("air", (3, 0, 0), (0, 1, 0), False),
    ("walk", (1, 1, 0), (0, 0, 0), False), ("walk", (0, 2, 1), (0, 0, 0), False),
    ("walk", (2, 1, 1), (0, 0, 0), False), ("level", (2, 0, 1), (0, 0, 0), True),
    ("level", (1, 0, 0), (0, 0, 0), True), ("level", (0, 0, 2), (0, 0, 0), True),
    ("quarters", (0, 1, 1), (0, 1, 1), False), ("quarters", (1, 1, 0), (1, 0, 0), False),
    ("quarters", (1, 0, 0), (0, 1, 1), False),
]


def statsforecast(values, order, seasonal, period, constant):
    from statsforecast.models import ARIMA

    model = ARIMA(
        order=order, season_length=period, seasonal_order=seasonal, include_mean=constant,
    ).fit(values)
    ahead = model.predict(8, level=[95])
    deviation = (ahead["hi-95"] - ahead["mean"]) / 1.959963984540054
    return model.model_["loglik"], ahead["mean"], deviation


def statsmodels(values, order, seasonal, period, constant):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    model = SARIMAX(
        values, order=order, seasonal_order=(*seasonal, period) if any(seasonal) else (0, 0, 0, 0),
        trend="c" if constant else "n", simple_differencing=True,
    )
    fit = model.fit(disp=False, maxiter=1000, method="lbfgs", pgtol=1e-10)
    fit = model.fit(fit.params, disp=False, maxiter=5000, method="nm", xtol=1e-10, ftol=1e-12)
    # Forecasts are those of the differenced series, so they are left out.
    return fit.llf, [], []


peer = sys.argv[1]
fits = json.loads(file.read_text()) if file.exists() else []
fits = [fit for fit in fits if fit["peer"] != peer]
for name, order, seasonal, constant in CASES:
    values = np.array(source[name]["values"], float)
    period = source[name]["period"]
    try:
        likelihood, mean, deviation = globals()[peer](values, order, seasonal, period, constant)
    except Exception as error:
        print(name, order, seasonal, error)
        continue
    fits.append(dict(
        peer=peer, series=name, order=order, seasonal=seasonal, hasConstant=constant,
        logLikelihood=float(likelihood), mean=list(map(float, mean)),
        deviation=list(map(float, deviation)),
    ))
file.write_text(json.dumps(fits, indent=0) + "\n")
