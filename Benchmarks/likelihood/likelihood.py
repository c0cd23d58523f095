"""Likelihoods of exponential smoothing, plain and complex, and of ARIMA beside the peers', on series of M4.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python likelihood.py DATA [--series 200] [--families ces ets r-ets sm-ets sm-arima r-arima] [--sets Yearly ...]

DATA holds the folder `m4`; a set whose file is absent is left out. Of each set every k-th training series, so that
there are about 200, is fitted: complex exponential smoothing in each of its forms, by the peer and by Almanac with
`estimation: .likelihood`; ETS in the form that the peer chooses, for `sm-ets`, which chooses none, that of
statsforecast; ARIMA in the orders of `ARIMA` below. Peers are statsforecast 2.1.1; for `r-ets` and `r-arima` R's
forecast 8.20 (Debian 12: r-cran-forecast, and Rscript on the path); for `sm-ets` and `sm-arima` statsmodels, its ETSModel with
estimated initial states and its SARIMAX of the differenced series with a concentrated variance, both by their own
search with up to 2000 iterations. Complex smoothing is in neither: R's smooth is not in Debian.

A line for each set says how often either side is ahead by more than 1e-3 in −2 log-likelihood; then every case where
the peer is, and its class:

    other hill   the recursion, at the peer's parameters, has the peer's value: its search ended on a higher hill
    outside      as before, but a parameter lies outside of the bounds that both are documented to keep
    misreported  at the peer's own parameters the likelihood is another one than it reports

Of ARIMA the class is `misreported` as well where the exact likelihood at the peer's parameters is another one than it
reports, else how near the nearest root of its polynomials is to the unit circle. Likelihoods of all are
brought to one definition: for smoothing `n log Σe² + 2 Σ log|ŷ|`, the last term with multiplicative errors only, for
ARIMA the whole density of the differenced series.
"""

import argparse
import csv
import gzip
import os
import pathlib
import subprocess
import tempfile
import warnings

for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
warnings.simplefilter("ignore")

import numpy as np

# File, season, largest sample, and that of R, which takes minutes for a series of Hourly, and of statsmodels.
SETS = {
    "Yearly": ("Yearly-train.csv.gz", 1, 200, 200, 200),
    "Quarterly": ("Quarterly-train-partial.csv.gz", 4, 200, 200, 200),
    "Monthly": ("Monthly-train-partial.csv.gz", 12, 200, 200, 200),
    "Weekly": ("Weekly-train.csv.gz", 1, 200, 200, 200),
    "Hourly": ("Hourly-train.csv.gz", 24, 100, 0, 10),
}
# p.d.q.P.D.Q and whether there is a mean or drift.
ARIMA = {
    "Yearly": ["0.1.1.0.0.0.1", "1.1.1.0.0.0.0", "2.0.1.0.0.0.1"],
    "Quarterly": ["0.1.1.0.1.1.0", "1.0.1.1.0.1.1"],
    "Monthly": ["0.1.1.0.1.1.0", "1.0.1.1.0.1.1"],
    "Weekly": ["1.1.1.0.0.0.0", "2.1.2.0.0.0.0"],
    "Hourly": ["0.1.1.0.1.1.0"],
}
RUNNER = pathlib.Path(__file__).resolve().parent.parent / "Runner"
R_SCRIPT = """
suppressMessages(library(forecast)); a <- commandArgs(TRUE)
for (l in readLines(a[1])[-1]) { f <- strsplit(l, ",")[[1]]
 y <- as.numeric(f[-1]); y <- ts(y[seq_len(max(which(!is.na(y))))], frequency = as.integer(a[2]))
 fit <- tryCatch(ets(y), error = function(e) NULL)
 if (is.null(fit)) next
 k <- fit$components; p <- fit$par; g <- function(n, d) if (n %in% names(p)) p[[n]] else d
 x <- fit$initstate; m <- if (k[3] == "N") 1 else as.integer(a[2])
 cat(f[1], paste0(k[1], k[2], if (k[4] == "TRUE") "d", k[3]), format(-2 * fit$loglik, digits = 15),
  format(c(g("alpha", 0), g("beta", 0), g("gamma", 0), g("phi", 1), x), digits = 15), "\\n") }
"""

R_ARIMA = """
suppressMessages(library(forecast)); a <- commandArgs(TRUE)
for (l in readLines(a[1])[-1]) { f <- strsplit(l, ",")[[1]]
 y <- as.numeric(f[-1]); y <- ts(y[seq_len(max(which(!is.na(y))))], frequency = as.integer(a[2]))
 for (orders in strsplit(a[3], ",")[[1]]) { o <- as.integer(strsplit(orders, "[.]")[[1]])
  fit <- NULL
  for (method in c("CSS-ML", "ML")) if (is.null(fit)) fit <- tryCatch(Arima(y, order = o[1:3],
   seasonal = o[4:6], include.constant = o[7] == 1, method = method), error = function(e) NULL)
  if (is.null(fit)) next
  g <- function(n) { x <- fit$coef[grepl(paste0("^", n, "[0-9]"), names(fit$coef))]; if (length(x)) x else 0 }
  cat(f[1], orders, format(-2 * fit$loglik, digits = 15), sapply(c("ar", "sar", "ma", "sma"),
   function(n) paste(format(g(n), digits = 15, trim = TRUE), collapse = ";")), "\\n") } }
"""


def rows(path):
    with gzip.open(path, "rt") as file:
        reader = csv.reader(file)
        next(reader)
        return {r[0]: np.array([float(x) for x in r[1:] if x not in ("", "NA")]) for r in reader}


def write(series, path):
    longest = max(map(len, series.values()))
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"V{i + 1}" for i in range(longest + 1)])
        for key, values in series.items():
            writer.writerow([key, *map(repr, values.tolist())] + [""] * (longest - len(values)))


def almanac(runner, path, family, season, forms):
    command = [runner, "likelihoods", path, family, str(season), ",".join(forms)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    fits = (line.split("\t") for line in lines)
    return {(key, form): float(value) for key, form, value in fits}


def ces_peer(values, season):
    from statsforecast.ces import auto_ces

    for form in "NSPF" if season > 1 and len(values) >= 2 * season else "N":
        try:
            fit = auto_ces(values, season, model=form)
        except Exception:
            continue
        parameters = {k: fit["par"][k] for k in fit["par"] if not k.startswith("_")}
        yield form, -2 * fit["loglik"], parameters


def ets_peer(values, season):
    from statsforecast.ets import ets_f

    try:
        fit = ets_f(values, season, model="ZZZ")
    except Exception:
        return
    error, trend, seasonal, damped = fit["components"]
    form = error + trend + ("d" if damped and damped != "N" else "") + seasonal
    alpha, beta, gamma, phi = (0 if not np.isfinite(x) else float(x) for x in fit["par"][:4])
    states = np.asarray(fit["states"][0], float)
    yield form, -2 * fit["loglik"], (alpha, beta, gamma, phi if "d" in form else 1.0, states)


def sm_ets_peer(values, season):
    """The form that statsforecast chooses, by statsmodels."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    names = {"A": "add", "M": "mul", "N": None}
    for form, _, _ in ets_peer(values, season):
        try:
            fit = ETSModel(
                values, error=names[form[0]], trend=names[form[1]], damped_trend="d" in form,
                seasonal=names[form[-1]], seasonal_periods=season if form[-1] != "N" else None,
            ).fit(disp=False, maxiter=2000)
        except Exception:
            continue
        found = dict(zip(fit.param_names, fit.params))
        parameters = [found.get(f"smoothing_{k}", 0.0) for k in ("level", "trend", "seasonal")]
        states = [x for name, x in found.items() if name.startswith("initial_")]
        count = len(values)
        deviance = -2 * fit.llf - count * (np.log(2 * np.pi / count) + 1)
        yield form, deviance, (*parameters, found.get("damping_trend", 1.0), np.array(states))


def sm_arima_peer(values, season, forms):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    # Its import shows its own warnings again.
    warnings.simplefilter("ignore")
    for form in forms:
        p, d, q, P, D, Q, constant = map(int, form.split("."))
        try:
            fit = SARIMAX(
                values, order=(p, d, q), seasonal_order=(P, D, Q, season if P + D + Q else 0),
                trend="c" if constant else None, simple_differencing=True, concentrate_scale=True,
            ).fit(disp=False, maxiter=2000)
        except Exception:
            continue
        yield form, -2 * fit.llf, (fit.arparams, fit.seasonalarparams, fit.maparams, fit.seasonalmaparams)


def r_lines(script_text, *arguments):
    with tempfile.NamedTemporaryFile("w", suffix=".R") as script:
        script.write(script_text)
        script.flush()
        command = ["Rscript", script.name, *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def r_arima_peer(path, season, forms):
    for line in r_lines(R_ARIMA, path, season, ",".join(forms)):
        key, form, value, *numbers = line.split()
        yield key, form, float(value), [np.array(part.split(";"), float) for part in numbers]


def r_peer(path, season):
    for line in r_lines(R_SCRIPT, path, season):
        key, form, value, *numbers = line.split()
        alpha, beta, gamma, phi, *states = map(float, numbers)
        yield key, form, float(value), (alpha, beta, gamma, phi, np.array(states))


def ets_deviance(values, form, season, parameters):
    """−2 log-likelihood of the recursion at given parameters; the seasonal states are newest first."""
    alpha, beta, gamma, phi, states = parameters
    error, trend, seasonal = form[0], form[1], form[-1]
    level = states[0]
    slope = states[1] if trend != "N" else 0.0
    seasons = list(states[2 if trend != "N" else 1 :])
    squares = logs = 0.0
    for y in values:
        q = level if trend == "N" else level + phi * slope
        s = seasons[-1] if seasonal != "N" else 0.0
        f = q + s if seasonal == "A" else q * s if seasonal == "M" else q
        e = y - f if error == "A" else (y - f) / f
        squares += e * e
        logs += np.log(abs(f)) if error == "M" else 0
        p = y - s if seasonal == "A" else y / s if seasonal == "M" else y
        new = q + alpha * (p - q)
        if trend != "N":
            slope = phi * slope + beta * (p - q)
        if seasonal != "N":
            t = y - q if seasonal == "A" else y / q
            seasons = [s + gamma * (t - s)] + seasons[:-1]
        level = new
    return len(values) * np.log(squares) + 2 * logs


def ets_class(values, form, season, value, parameters):
    here = ets_deviance(values, form, season, parameters)
    if not abs(here - value) < 1e-2:
        return f"misreported: {here - value:+.4f}"
    alpha, beta, gamma, phi, _ = parameters
    broken = [
        f"{name} {x:.5g}"
        for name, x, low, high in (
            ("alpha", alpha, 1e-4, 0.9999),
            ("beta", beta, 0, alpha),
            ("gamma", gamma, 0, 1 - alpha),
            ("phi", phi, 0.8 if "d" in form else 1, 0.98 if "d" in form else 1),
        )
        if not low - 1e-9 <= x <= high + 1e-9
    ]
    return "outside: " + ", ".join(broken) if broken else "other hill"


def arima_deviance(values, form, season, parameters):
    """−2 log-likelihood of the differenced series at given parameters, at its best mean and variance."""
    from statsmodels.tsa.innovations.arma_innovations import arma_innovations

    p, d, q, P, D, Q, constant = map(int, form.split("."))
    ar, seasonal_ar, ma, seasonal_ma = (
        np.atleast_1d(numbers).astype(float)[:order] for numbers, order in zip(parameters, (p, P, q, Q))
    )

    def product(sign, plain, seasonal):
        steps = np.zeros(len(seasonal) * season + 1)
        steps[0] = 1
        steps[season::season] = sign * seasonal
        return sign * np.polymul(np.r_[1, sign * plain], steps)[1:]

    left = np.asarray(values, float)
    for _ in range(D):
        left = left[season:] - left[:-season]
    left = np.diff(left, n=d)
    unit, count = np.std(left), len(left)
    polynomials = product(-1, ar, seasonal_ar), product(1, ma, seasonal_ma)
    errors, variances = arma_innovations(left / unit, *polynomials, sigma2=1.0)[:2]
    if constant:
        ones = arma_innovations(np.ones(count), *polynomials, sigma2=1.0)[0]
        errors = errors - np.sum(errors * ones / variances) / np.sum(ones * ones / variances) * ones
    variance = np.mean(errors * errors / variances)
    return count * (np.log(2 * np.pi * variance) + 1 + 2 * np.log(unit)) + np.sum(np.log(variances))


def arima_class(values, form, season, value, parameters):
    here = arima_deviance(values, form, season, parameters)
    if not abs(here - value) < 5e-4:
        return f"misreported: {here - value:+.4f}"
    return nearest_root(values, form, season, value, parameters)


def nearest_root(values, form, season, value, parameters):
    """How far the nearest root of any polynomial is outside of the unit circle, seasonal ones in powers of the season."""
    names = "autoregression", "seasonal autoregression", "moving average", "seasonal moving average"
    sizes = {}
    for name, sign, numbers in zip(names, (-1, -1, 1, 1), parameters):
        if len(numbers) and np.any(numbers):
            sizes[name] = np.abs(np.roots([*(sign * np.asarray(numbers))[::-1], 1])).min()
    if not sizes:
        return "no polynomial"
    name = min(sizes, key=sizes.get)
    return f"{name} with a root at {sizes[name]:.5f}"


def report(name, season, series, theirs, ours, classify):
    """`theirs` holds id, form, value and parameters."""
    gains = [(ours[key, form] - value, key, form, value, parameters)
             for key, form, value, parameters in theirs
             if (key, form) in ours and np.isfinite(value) and np.isfinite(ours[key, form])]
    behind = sorted((g for g in gains if g[0] > 1e-3), key=lambda g: -g[0])
    ahead = sum(g[0] < -1e-3 for g in gains)
    print(f"{name:24} {len(gains):5} fits, ahead in {ahead:5}, behind in {len(behind):4}", flush=True)
    for gap, key, form, value, parameters in behind:
        note = classify(series[key], form, season, value, parameters)
        print(f"    {key:8} {form:5} by {gap:9.4f}  {note}", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--families", nargs="+", default=["ces", "ets", "r-ets", "sm-ets", "sm-arima", "r-arima"])
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--runner", help="a runner that was built before")
    options = parser.parse_args()
    runner = options.runner
    if not runner:
        build = ["swift", "build", "-c", "release", "--package-path", RUNNER]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        runner = RUNNER / ".build/release/Runner"
    for name in options.sets:
        file, season, most, most_r, most_sm = SETS[name]
        if not (options.data / "m4" / file).exists():
            print(f"{name}: no file")
            continue
        everything = rows(options.data / "m4" / file)
        for family in options.families:
            limit = {"r-": most_r, "sm": most_sm}.get(family[:2], most)
            count = min(options.series, limit)
            if count == 0:
                continue
            keys = list(everything)[:: max(1, len(everything) // count)][:count]
            series = {key: everything[key] for key in keys if np.ptp(everything[key]) > 0}
            with tempfile.TemporaryDirectory() as folder:
                path = str(pathlib.Path(folder) / "train.csv")
                write(series, path)
                if family == "r-ets":
                    theirs = list(r_peer(path, season))
                elif family == "r-arima":
                    theirs = list(r_arima_peer(path, season, ARIMA[name]))
                else:
                    peer = {
                        "ces": ces_peer,
                        "ets": ets_peer,
                        "sm-ets": sm_ets_peer,
                        "sm-arima": lambda values, season: sm_arima_peer(values, season, ARIMA[name]),
                    }[family]
                    theirs = [(k, *fit) for k, v in series.items() for fit in peer(v, season)]
                forms = sorted({form for _, form, *_ in theirs})
                ours = almanac(runner, path, family.split("-")[-1], season, forms)
            classify = {"ces": lambda *_: "other hill", "ets": ets_class, "arima": arima_class}
            classify = classify[family.split("-")[-1]]
            report(f"{name} {family}", season, series, theirs, ours, classify)


if __name__ == "__main__":
    main()
