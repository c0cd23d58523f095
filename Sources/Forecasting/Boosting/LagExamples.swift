internal import Parallelism
internal import Tensors
internal import TimeSeries

/// The rows that trees learn from: steps that are known by now, as seen from earlier origins.
struct LagExamples {
  /// The most rows that training is watched on.
  private static let mostWatched = 60_000
  /// Origins of a series beyond which more of them say the same again.
  private static let mostOrigins = 60
  /// The rows up to which few series give more origins than that.
  private static let leastRows = 80_000
  private static let mostSteps = 12
  /// Origins of a series below which steps are given up for more of them: what days and hours have in
  /// common is seen at many dates only.
  private static let leastOrigins = 4
  /// Demand beyond so many scales, and weights beyond so many usual ones, count as these: no series decides
  /// alone what the trees learn.
  private static let (mostDemand, mostWeight): (Float, Double) = (1000, 1000)

  let features: LagFeatures
  /// The steps ahead that are learnt.
  let horizon: Int
  /// The seed of the draws of steps, where a horizon has many.
  let seed: UInt64
  /// The most rows, from which the number of origins a series follows.
  let mostRows: Int

  /// Rows of features, with what is to be said of each.
  struct Table: Sendable {
    /// The features.
    let features: FeatureTable
    /// What came, in units of the scale and relative to the base.
    let targets: [Float]
    /// What the targets are relative to.
    let bases: [Float]
    /// The units.
    let scales: [Double]

    /// For the quantiles, which count every series the same.
    var forQuantiles: GradientBoosting.Examples {
      GradientBoosting.Examples(features, targets: targets)
    }

    /// For means of demand: what came counts as much as it is large, so that sums come out right.
    ///
    /// Weights are in units of their median, so that their size does not matter.
    var forMeans: GradientBoosting.Examples {
      let usual = scales.isEmpty ? 1 : scales.sorted()[scales.count / 2]
      return GradientBoosting.Examples(
        features,
        targets: zip(targets, bases).map { min(max($0 + $1, 0), LagExamples.mostDemand) },
        weights: scales.map { Float(min($0 / usual, LagExamples.mostWeight)) }
      )
    }

    /// Whether nothing is below zero, and a tenth of what came is zero: then means and medians differ.
    var isDemand: Bool {
      var zeros = 0
      for (target, base) in zip(targets, bases) {
        let value = target + base
        if value < -1e-5 { return false }
        zeros += value < 1e-5 ? 1 : 0
      }
      return 10 * zeros >= targets.count && zeros < targets.count
    }
  }

  /// About how many rows a panel gives.
  func rowCount(on panel: Panel) -> Int {
    let (steps, wanted) = plan(for: panel)
    return panel.reduce(0) { sum, series in
      let places = origins(of: series.values.count)
      return sum + steps * max(0, min(wanted, places.last - places.first + 1))
    }
  }

  /// The steps and the origins of each series.
  private func plan(for panel: Panel) -> (steps: Int, origins: Int) {
    let afforded = max(mostRows / max(panel.count * Self.leastOrigins, 1), 3)
    let steps = features.isFast ? min(horizon, Self.mostSteps, afforded) : horizon
    let perOrigin = max(panel.count * steps, 1)
    let wanted = max(Self.mostOrigins, Self.leastRows / perOrigin)
    return (steps, max(1, min(wanted, mostRows / perOrigin)))
  }

  /// The first and the last origin of a series of `count` values: some history before them and, if
  /// possible, the whole horizon behind them.
  private func origins(of count: Int) -> (first: Int, last: Int) {
    let first = max(min(2 * features.period, count / 2), count / 3, 3)
    return (first, max(count - horizon, min(first, count - 1)))
  }

  /// The features and targets of a panel; none where no series is long enough.
  func training(on panel: Panel) -> Table {
    let (steps, wanted) = plan(for: panel)
    // Few origins a series are spread, so that together the series see most dates.
    let isSpread = features.isFast && wanted <= Self.leastOrigins
    return table(
      parallelMap(count: panel.count) { place in
        let count = panel[place].values.count
        let (first, last) = origins(of: count)
        guard first <= last, last < count else { return Rows() }
        let origins = min(wanted, last - first + 1)
        if isSpread {
          var stream = RandomStream(seed: seed, name: "origins of \(panel[place].id)")
          let width = Double(last - first + 1) / Double(origins)
          return rows(
            of: panel[place],
            steps: steps,
            origins: (0..<origins).map {
              min(first + Int((Double($0) + stream.uniform()) * width), last)
            }
          )
        }
        return rows(
          of: panel[place],
          steps: steps,
          origins: (0..<origins).map {
            origins == 1 ? last : first + (last - first) * $0 / (origins - 1)
          }
        )
      }
    )
  }

  /// The steps of windows that were held back, seen from the origins before them; of a large panel
  /// those of an even share of its series.
  func watched(_ windows: [HeldBackSeries]) -> Table {
    let rows = windows.reduce(0) { $0 + $1.origins.count * horizon }
    let stride = max(1, rows / Self.mostWatched)
    return table(
      parallelMap(count: (windows.count + stride - 1) / stride) { place in
        let window = windows[place * stride]
        return self.rows(of: window.series, steps: horizon, origins: window.origins)
      }
    )
  }

  private struct Rows: Sendable {
    var cells: [Float] = []
    var targets: [Float] = []
    var bases: [Float] = []
    var scales: [Double] = []
  }

  private func table(_ parts: [Rows]) -> Table {
    let columns = features.columns
    let count = parts.reduce(0) { $0 + $1.targets.count }
    let table = FeatureTable(
      parallelMap(count: columns.count) { column in
        var values: [Float] = []
        values.reserveCapacity(count)
        for part in parts {
          for row in part.targets.indices {
            values.append(part.cells[row * columns.count + column])
          }
        }
        return FeatureTable.Column(
          name: columns[column].name,
          kind: columns[column].kind,
          values: values
        )
      }
    )
    return Table(
      features: table,
      targets: parts.flatMap(\.targets),
      bases: parts.flatMap(\.bases),
      scales: parts.flatMap(\.scales)
    )
  }

  /// The rows of one series, cell after cell, and their targets.
  private func rows(of series: Series, steps: Int, origins: [Int]) -> Rows {
    let count = series.values.count
    var result = Rows()
    var stream = RandomStream(seed: seed, name: series.id)
    let phase = features.firstPhase(of: series)
    for place in origins {
      let origin = features.origin(series.values, count: place)
      guard origin.scale > 0, origin.scale.isFinite else { continue }
      let reach = min(horizon, count - place)
      for draw in 0..<min(steps, reach) {
        let step =
          steps >= reach
          ? draw + 1 : 1 + (draw * reach + Int(stream.uniform() * Double(reach))) / steps % reach
        let target = series.values[place + step - 1] / origin.scale
        guard target.isFinite else { continue }
        let start = result.cells.count
        let base = features.append(
          step: step,
          origin: origin,
          series: series,
          firstPhase: phase,
          to: &result.cells
        )
        if (target - base).isFinite && Float(target - base).isFinite {
          result.targets.append(Float(target - base))
          result.bases.append(Float(base))
          result.scales.append(origin.scale)
        } else {
          result.cells.removeSubrange(start...)
        }
      }
    }
    return result
  }
}
