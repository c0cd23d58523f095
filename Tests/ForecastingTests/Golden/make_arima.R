# Makes arima.json: likelihoods and forecasts of ARIMA models, and automatic choices.
#
# Needs: R 4.2.2 with forecast 8.20 and jsonlite (Debian 12: r-cran-forecast, r-cran-jsonlite)
# usage: Rscript make_arima.R > arima.json
suppressMessages({library(forecast); library(jsonlite)})
set.seed(4)
season <- rep(c(3, -1, 0, -2), 25)
series <- list(
  air = list(values = as.numeric(AirPassengers), period = 12),
  walk = list(values = 50 + cumsum(0.4 + arima.sim(list(ar = 0.6), 60)), period = 1),
  level = list(values = 20 + as.numeric(arima.sim(list(ar = c(0.5, 0.2), ma = 0.4), 80)), period = 1),
  quarters = list(values = 30 + season + cumsum(rnorm(100)), period = 4)
)
gaps <- series$quarters
gaps$values[c(2, 17, 40, 41, 77, 99)] <- NA
series$gaps <- gaps
fits <- list(
  list("air", c(1, 1, 0), c(0, 1, 0), FALSE), list("air", c(0, 1, 1), c(0, 1, 1), FALSE),
  list("air", c(2, 1, 1), c(0, 1, 0), FALSE), list("air", c(3, 0, 0), c(0, 1, 1), TRUE),
  list("air", c(1, 0, 1), c(1, 0, 1), TRUE), list("air", c(2, 1, 2), c(1, 0, 1), TRUE),
  list("walk", c(1, 1, 0), c(0, 0, 0), TRUE), list("walk", c(0, 2, 2), c(0, 0, 0), FALSE),
  list("walk", c(2, 1, 2), c(0, 0, 0), FALSE), list("level", c(2, 0, 1), c(0, 0, 0), TRUE),
  list("level", c(0, 0, 3), c(0, 0, 0), TRUE), list("level", c(1, 0, 0), c(0, 0, 0), FALSE),
  list("quarters", c(0, 1, 1), c(1, 0, 1), FALSE), list("quarters", c(1, 0, 0), c(0, 1, 1), TRUE),
  list("gaps", c(0, 1, 1), c(1, 0, 0), FALSE), list("gaps", c(1, 0, 0), c(0, 1, 1), TRUE),
  list("gaps", c(1, 0, 1), c(1, 0, 0), TRUE)
)
record <- function(name, order, seasonal, constant, fit, ahead = NULL) {
  f <- if (is.null(ahead)) forecast(fit, h = 8) else forecast(fit, xreg = ahead)
  list(
    series = name, order = order, seasonal = seasonal, hasConstant = constant,
    logLikelihood = fit$loglik, criterion = fit$aicc, variance = fit$sigma2,
    mean = as.numeric(f$mean),
    deviation = (as.numeric(f$upper[, 2]) - as.numeric(f$mean)) / qnorm(0.975)
  )
}
fixed <- lapply(fits, function(x) {
  y <- ts(series[[x[[1]]]]$values, frequency = series[[x[[1]]]]$period)
  control <- list(reltol = 1e-14, maxit = 1000)
  fit <- Arima(y, order = x[[2]], seasonal = x[[3]], include.constant = x[[4]],
    method = "ML", optim.control = control)
  record(x[[1]], x[[2]], x[[3]], x[[4]], fit)
})
automatic <- lapply(names(series), function(name) {
  fit <- auto.arima(ts(series[[name]]$values, frequency = series[[name]]$period))
  a <- fit$arma
  constant <- any(names(fit$coef) %in% c("intercept", "drift"))
  record(name, c(a[1], a[6], a[2]), c(a[3], a[7], a[4]), constant, fit)
})
# A regression on two covariates with errors of a season.
z <- cbind(price = sin((1:108) / 5), promotion = as.numeric((1:108) %% 7 == 0))
y <- ts(series$quarters$values + 4 * z[1:100, 1] + 6 * z[1:100, 2], frequency = 4)
fit <- Arima(y, order = c(1, 1, 0), seasonal = c(1, 0, 0), xreg = z[1:100, ], include.constant = TRUE,
  method = "ML", optim.control = list(reltol = 1e-14, maxit = 1000))
regression <- record("quarters", c(1, 1, 0), c(1, 0, 0), TRUE, fit, z[101:108, ])
regression$coefficients <- as.numeric(fit$coef[c("price", "promotion")])
cat(toJSON(list(series = series, fixed = fixed, automatic = automatic, regression = regression),
  auto_unbox = TRUE, digits = 10, na = "null"), "\n")
