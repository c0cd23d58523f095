"""Makes ets.json: log-likelihoods of exponential smoothing on the airline passengers.

Needs: pip install statsmodels==0.14.5
Source: statsmodels.tsa.exponential_smoothing.ets.ETSModel, restarted where it stopped. Its
likelihood has the variance and constants in it; what is written is -1/2 (n log sum e^2 + 2 sum log f).
"""

import json
import pathlib
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
source = (here / "../Classical/ExponentialSmoothing/AirPassengers.swift").read_text()
values = np.array(
    [float(x) for x in source.split("= [")[1].split("]")[0].replace("\n", " ").split(",") if x.strip()]
)
assert len(values) == 144 and values.sum() == 40363
names = {"N": None, "A": "add", "M": "mul"}


def deviance(result, error):
    errors = result.resid
    fitted = np.asarray(result.fittedvalues)
    value = len(values) * np.log(np.sum(np.asarray(errors) ** 2))
    return value + (2 * np.sum(np.log(np.abs(fitted))) if error == "M" else 0)


fits = []
for form in ["ANN", "MNN", "AAN", "MAN", "AAdN", "MAdN", "ANA", "MNA", "AAA", "MAA", "AAdA", "MAdA",
             "MNM", "MAM", "MAdM", "MMN", "MMdN", "MMM"]:
    error, trend, season = form[0], form[1], form[-1]
    model = ETSModel(
        values,
        error=names[error],
        trend=names[trend],
        damped_trend="d" in form,
        seasonal=names[season],
        seasonal_periods=12 if season != "N" else None,
    )
    best = np.inf
    start = None
    for restart in range(4):
        result = model.fit(maxiter=10000, disp=False, start_params=start)
        start = result.params
        value = deviance(result, error)
        if np.isfinite(value):
            best = min(best, value)
    if np.isfinite(best):
        fits.append({"form": form, "logLikelihood": round(-0.5 * best, 6)})
        print(fits[-1])
(here / "ets.json").write_text(json.dumps(fits, indent=1) + "\n")
