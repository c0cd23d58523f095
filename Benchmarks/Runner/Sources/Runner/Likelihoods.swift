import Forecasting
import TimeSeries

/// Fits given forms of a family to each series, each to its largest likelihood, and prints a line for each fit.
///
///     Runner likelihoods FILE FAMILY SEASON FORMS [ESTIMATION]
///
/// FILE holds a row per series, FAMILY is `ets`, `ces` or `arima`, FORMS are separated by commas, those of `arima` such as
/// `0.1.1.0.1.1.0`: p, d, q, P, D, Q, and 1 for a mean or drift. ESTIMATION is `likelihood` (the default) or
/// `steady`. A line has the id, the form and −2 log-likelihood as the peers count it, with tabs between.
enum Likelihoods {
  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 4, let season = Int(arguments[2]) else { return }
    var options = CSVOptions()
    options.layout = .rows
    let estimation = arguments.count > 4 ? arguments[4] : "likelihood"
    for series in try Panel(csv: arguments[0], options: options) {
      for form in arguments[3].split(separator: ",").map(String.init) {
        let fit = try? deviance(
          of: series,
          family: arguments[1],
          season: season,
          form: form,
          estimation: estimation
        )
        if let fit { print(series.id, form, fit, separator: "\t") }
      }
    }
  }

  private static func deviance(
    of series: Series,
    family: String,
    season: Int,
    form: String,
    estimation: String
  ) throws -> Double? {
    if family == "ces" {
      let model = try CES(
        seasonalPeriod: season,
        form: CES.Form(rawValue: form),
        estimation: CES.Estimation(rawValue: estimation) ?? .likelihood
      ).fitted(to: series)
      return model.form.rawValue == form ? -2 * model.logLikelihood : nil
    }
    if family == "arima" {
      let orders = form.split(separator: ".").compactMap { Int($0) }
      guard orders.count == 7 else { return nil }
      let seasonal = (orders[3], orders[4], orders[5])
      let chosen = ArimaOrders(
        orders[0],
        orders[1],
        orders[2],
        seasonal: seasonal,
        period: seasonal == (0, 0, 0) ? 1 : season
      )
      return try -2 * Arima(chosen, hasConstant: orders[6] > 0).fitted(to: series).logLikelihood
    }
    guard let specification = ETS.Specification(form) else { return nil }
    let model = try ETS(
      seasonalPeriod: season,
      specification: specification,
      estimation: ETS.Estimation(rawValue: estimation) ?? .likelihood
    ).fitted(to: series)
    let letters = model.description.filter { $0.isLetter && $0 != "E" && $0 != "T" && $0 != "S" }
    return letters == form ? -2 * model.logLikelihood : nil
  }
}
