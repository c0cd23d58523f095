internal import Glibc
public import Tensors
internal import TimeSeries

extension ETSModel {
  /// The number of simulated futures.
  static let pathCount = 5000

  /// The distribution that simulated futures show around the point forecasts.
  ///
  /// All futures go on together, step by step, so that memory does not grow with the horizon.
  func simulatedDistribution(
    means: [Double],
    paths: Int = pathCount,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    var futures = (0..<paths).map { _ in finalState }
    let deviation = variance.squareRoot()
    let levels = ForecastDistribution.simulationLevels
    var values: [[Double]] = []
    values.reserveCapacity(means.count)
    var sample = [Double](repeating: 0, count: paths)
    for step in means.indices {
      let phase = step % seasonalPeriod
      for path in 0..<paths {
        sample[path] = advance(&futures[path], phase: phase, error: deviation * stream.normal())
      }
      sample.sort()
      values.append(levels.map { sample.span.sortedQuantile(at: $0) })
    }
    return ForecastDistribution(mean: means, shape: .quantiles(levels: levels, values: values))
  }

  /// Another history along the path of the one that the model was fitted to: its one-step forecasts,
  /// each with a new error.
  ///
  /// Where nothing is forecast, before the first observation, the first forecast stands in.
  ///
  /// - Complexity: O(*n*).
  public func simulatedHistory(_ history: [Double], using stream: inout RandomStream) -> [Double] {
    let fitted = fittedValues(of: history)
    let first = fitted.first { !$0.isNaN } ?? 0
    let deviation = variance.squareRoot()
    return fitted.map { value in
      let center = value.isNaN ? first : value
      let error = deviation * stream.normal()
      return form.error == .additive ? center + error : center * (1 + error)
    }
  }

  /// One random future; empty for a horizon below 1.
  public func simulatedPath(horizon: Int, using stream: inout RandomStream) -> [Double] {
    var state = finalState
    let deviation = variance.squareRoot()
    return (0..<max(0, horizon)).map { step in
      advance(&state, phase: step % seasonalPeriod, error: deviation * stream.normal())
    }
  }

  /// One step of a future: the observation that an error gives, and the states after it.
  ///
  /// States of multiplicative parts are held above 0, and all within a range that keeps every
  /// observation finite.
  private func advance(_ state: inout SmoothingState, phase: Int, error: Double) -> Double {
    let (alpha, beta, gamma, phi) = (weights.level, weights.slope, weights.season, weights.damping)
    let factors = SmoothingTape.smallest...SmoothingTape.largest
    let magnitudes = -Self.largestMagnitude...Self.largestMagnitude
    var q = state.level
    var growth = 0.0
    switch form.trend {
    case .none: break
    case .additive:
      growth = phi * state.slope
      q = (state.level + growth).clamped(to: magnitudes)
    case .multiplicative:
      growth = pow(state.slope, phi)
      q = (state.level * growth).clamped(to: magnitudes)
    }
    let season = form.season == .none ? 0 : state.season[phase]
    let f =
      switch form.season {
      case .none: q
      case .additive: q + season
      case .multiplicative: q * season
      }
    let y = (form.error == .additive ? f + error : f * (1 + error)).clamped(to: magnitudes)
    var d = y - f
    switch form.season {
    case .none: break
    case .additive: state.season[phase] = (season + gamma * d).clamped(to: magnitudes)
    case .multiplicative:
      let relative = q == 0 ? 0 : d / q
      d /= season
      state.season[phase] = (season + gamma * relative).clamped(to: factors)
    }
    switch form.trend {
    case .none: break
    case .additive: state.slope = (growth + beta * d).clamped(to: magnitudes)
    case .multiplicative: state.slope = (growth + beta * d / state.level).clamped(to: factors)
    }
    let level = (q + alpha * d).clamped(to: magnitudes)
    state.level = form.trend == .multiplicative ? max(level, .leastNormalMagnitude) : level
    return y
  }

  /// A magnitude whose product with any season is finite.
  private static let largestMagnitude = 1e250
}

extension Double {
  /// The number within the range that is nearest; the lower end for NaN.
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    self > range.lowerBound ? Swift.min(self, range.upperBound) : range.lowerBound
  }
}
