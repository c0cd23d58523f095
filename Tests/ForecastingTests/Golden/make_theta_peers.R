# Makes theta-r.json: the standard theta model as R forecasts it.
#
# Needs: R 4.2.2 with forecast 8.20 and jsonlite (Debian 12: r-cran-forecast, r-cran-jsonlite). The package forecTheta,
# which has the optimised variants, is not in Debian.
# usage: Rscript make_theta_peers.R > theta-r.json
suppressMessages({library(forecast); library(jsonlite)})
set.seed(11)
season <- rep(c(1.2, 0.9, 1, 0.9), 15)
series <- list(
  list(name = "air passengers", values = as.numeric(AirPassengers), period = 12),
  list(name = "deaths", values = as.numeric(USAccDeaths), period = 12),
  list(name = "quarters", values = round((40 + 0.5 * (1:60)) * season + rnorm(60), 4), period = 4),
  list(name = "walk", values = round(100 + cumsum(rnorm(45)), 4), period = 1),
  list(name = "trend", values = round(20 + 2 * (1:40) + 3 * rnorm(40), 4), period = 1),
  list(name = "noise in quarters", values = round(50 + 2 * rnorm(60), 4), period = 4),
  list(name = "Nile", values = as.numeric(Nile), period = 1)
)
fits <- lapply(series, function(x) {
  fit <- thetaf(ts(x$values, frequency = x$period), h = 2 * x$period + 3)
  c(x, list(
    alpha = fit$model$alpha, drift = as.numeric(fit$model$drift), mean = as.numeric(fit$mean)
  ))
})
cat(toJSON(fits, auto_unbox = TRUE, digits = 12), "\n")
