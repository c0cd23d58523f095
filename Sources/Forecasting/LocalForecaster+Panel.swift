internal import Parallelism
internal import Tensors
public import TimeSeries

extension LocalForecaster {
  /// The model, fitted to each series of a panel on its own, on several threads.
  ///
  /// A series that cannot be given this model gets the seasonal naive forecast, else the naive one,
  /// and a record of why.
  public func fitted(to history: Panel) -> FittedPanel {
    FittedPanel(series: parallelMap(count: history.count) { fittedOrReplaced(history[$0]) })
  }

  private func fittedOrReplaced(_ series: Series) -> FittedPanel.Entry {
    let fallback: Fallback
    do {
      return FittedPanel.Entry(series: series, model: try fitted(to: series), fallback: nil)
    } catch {
      fallback = Fallback(asked: Self.entry.column, reason: error)
    }
    let model: (any LocalModel)? =
      (try? SeasonalNaive(seasonalPeriod: seasonalPeriod).fitted(to: series))
      ?? (try? Naive().fitted(to: series))
    return FittedPanel.Entry(series: series, model: model, fallback: fallback)
  }
}

/// Models of one series each, for all series of a panel.
public struct FittedPanel: FittedForecaster {
  struct Entry: Sendable {
    var series: Series
    /// The model; nil where there was nothing to fit.
    var model: (any LocalModel)?
    var fallback: Fallback?
  }

  var series: [Entry]

  /// The next `horizon` steps of each series; those of one without any observation are missing (NaN).
  public func forecast(horizon: Int, options: ForecastOptions) -> [Forecast] {
    parallelMap(count: series.count) { position in
      let (series, model) = (series[position].series, series[position].model)
      var stream = RandomStream(seed: options.seed, name: series.id)
      var distribution =
        model?.distribution(horizon: horizon, using: &stream)
        ?? ForecastDistribution(
          mean: Array(repeating: .nan, count: horizon),
          shape: .normal(standardDeviation: Array(repeating: .nan, count: horizon))
        )
      if !options.allowsNegative && !series.values.contains(where: { $0 < 0 }) {
        distribution = distribution.clipped(below: 0)
      }
      return Forecast(
        id: series.id,
        index: series.index.following(count: horizon),
        distribution: distribution,
        model: model?.description ?? "none",
        fallback: self.series[position].fallback
      )
    }
  }
}
