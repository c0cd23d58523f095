# Makes ets-r.json: exponential smoothing as R fits it, with its states, forecasts and intervals.
#
# Needs: R 4.2.2 with forecast 8.20 and jsonlite (Debian 12: r-cran-forecast, r-cran-jsonlite)
# usage: Rscript make_ets_peers.R > ets-r.json
suppressMessages({library(forecast); library(jsonlite)})
set.seed(11)
season <- rep(c(1.2, 0.9, 1, 0.9), 15)
series <- list(
  air = list(values = as.numeric(AirPassengers), period = 12),
  quarters = list(values = round((40 + 0.5 * (1:60)) * season + rnorm(60), 4), period = 4),
  walk = list(values = round(100 + cumsum(rnorm(45)), 4), period = 1)
)
forms <- list(
  list("air", "ANN", FALSE), list("air", "MAN", TRUE), list("air", "ANA", FALSE),
  list("air", "AAA", TRUE), list("air", "MAM", FALSE), list("air", "MAM", TRUE),
  list("air", "MNM", FALSE), list("quarters", "AAN", FALSE), list("quarters", "AAN", TRUE),
  list("quarters", "MNA", FALSE), list("quarters", "MAA", FALSE), list("quarters", "AAA", FALSE),
  list("quarters", "MAM", TRUE), list("walk", "ANN", FALSE), list("walk", "MNN", FALSE),
  list("walk", "AAN", FALSE), list("walk", "MAN", FALSE)
)
fits <- lapply(forms, function(x) {
  s <- series[[x[[1]]]]
  fit <- ets(ts(s$values, frequency = s$period), model = x[[2]], damped = x[[3]])
  ahead <- forecast(fit, h = 2 * s$period + 3)
  get <- function(name, other) if (name %in% names(fit$par)) fit$par[[name]] else other
  state <- as.numeric(fit$initstate)
  hasTrend <- substr(x[[2]], 2, 2) != "N"
  list(
    series = x[[1]], form = paste0(substr(x[[2]], 1, 2), if (x[[3]]) "d", substr(x[[2]], 3, 3)),
    deviance = -2 * fit$loglik, criterion = fit$aicc, variance = fit$sigma2,
    weights = c(get("alpha", 0), get("beta", 0), get("gamma", 0), get("phi", 1)),
    level = state[1], slope = if (hasTrend) state[2] else 0,
    # Oldest first.
    season = I(if (substr(x[[2]], 3, 3) == "N") numeric(0) else rev(state[-seq_len(1 + hasTrend)])),
    mean = as.numeric(ahead$mean),
    deviation = (as.numeric(ahead$upper[, 2]) - as.numeric(ahead$mean)) / qnorm(0.975)
  )
})
automatic <- lapply(names(series), function(name) {
  fit <- ets(ts(series[[name]]$values, frequency = series[[name]]$period))
  list(series = name, criterion = fit$aicc)
})
cat(toJSON(list(series = series, fits = fits, automatic = automatic), auto_unbox = TRUE, digits = 15), "\n")
