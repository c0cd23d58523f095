/// Finds the α with the smallest sum of squared errors, with the level and the weight that go with it.
///
/// The level at the start can turn a small α into a line through the data, which fits well and
/// forecasts badly. So the region of α is chosen with a level that starts at the first value, on a grid
/// over the range of α; within that region the level is free. The region is searched on two finer grids
/// and at the vertex of a parabola.
struct ThetaSearch {
  /// The bounds of α.
  static let range = 0.1...0.99

  private typealias Lanes = ThetaErrors.Lanes

  private let values: [Double]
  private let trend: ThetaTrend
  private let weight: Double?
  /// What has been tried.
  private var trials: [ThetaParameters] = []

  /// The best parameters of a series.
  ///
  /// - Parameters:
  ///   - values: the series, with its first value at 0, scaled to a range of about 1.
  ///   - weight: the weight of the line, where it is given.
  static func parameters(
    of values: [Double],
    trend: ThetaTrend,
    weight: Double?
  ) -> ThetaParameters {
    var search = ThetaSearch(values: values, trend: trend, weight: weight)
    var best = search.best()
    best.run(through: values, trend: trend)
    return best
  }

  private init(values: [Double], trend: ThetaTrend, weight: Double?) {
    self.values = values
    self.trend = trend
    self.weight = weight
    trials.reserveCapacity(24)
  }

  private mutating func best() -> ThetaParameters {
    let ramp = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    let (first, last) = (Self.range.lowerBound, Self.range.upperBound)
    evaluate(first + ramp * ((last - first) / 15), startsAtFirstValue: true)
    evaluate(last - ramp * ((last - first) / 15), startsAtFirstValue: true)
    var (lower, _, upper) = bracket()
    trials.removeAll(keepingCapacity: true)
    evaluate(lower.smoothing + ramp * ((upper.smoothing - lower.smoothing) / 7))
    (lower, _, upper) = bracket()
    evaluate(lower.smoothing + (ramp + 1) * ((upper.smoothing - lower.smoothing) / 9))
    evaluate(Lanes(repeating: vertex()), count: 1)
    return bracket().best
  }

  private mutating func evaluate(
    _ smoothing: Lanes,
    count: Int = 8,
    startsAtFirstValue: Bool = false
  ) {
    let errors = ThetaErrors(
      values.span,
      intercepts: trend.intercepts.span,
      slopes: trend.slopes.span,
      smoothing: smoothing
    )
    for lane in 0..<count {
      trials.append(
        errors.best(
          smoothing: smoothing[lane],
          lane: lane,
          weight: weight,
          startsAtFirstValue: startsAtFirstValue
        )
      )
    }
  }

  /// The best trial and its nearest neighbours; at a bound it is its own neighbour.
  private func bracket() -> (
    lower: ThetaParameters, best: ThetaParameters, upper: ThetaParameters
  ) {
    let best = trials.min { $0.squares < $1.squares } ?? trials[0]
    var (lower, upper) = (best, best)
    for trial in trials {
      let place = trial.smoothing
      if place < best.smoothing && (lower.smoothing == best.smoothing || place > lower.smoothing) {
        lower = trial
      }
      if place > best.smoothing && (upper.smoothing == best.smoothing || place < upper.smoothing) {
        upper = trial
      }
    }
    return (lower, best, upper)
  }

  /// The lowest point of the parabola through the best trial and its neighbours.
  private func vertex() -> Double {
    let (lower, best, upper) = bracket()
    let left = (best.smoothing - lower.smoothing) * (best.squares - upper.squares)
    let right = (best.smoothing - upper.smoothing) * (best.squares - lower.squares)
    let shift =
      ((best.smoothing - lower.smoothing) * left - (best.smoothing - upper.smoothing) * right)
      / (2 * (left - right))
    let vertex = best.smoothing - shift
    // At a bound there is no parabola: the comparison with NaN is false.
    return vertex > lower.smoothing && vertex < upper.smoothing ? vertex : best.smoothing
  }
}
