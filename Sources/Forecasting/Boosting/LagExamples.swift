internal import Parallelism
internal import Tensors
internal import TimeSeries

/// The rows that trees learn from: steps that are known by now, as seen from earlier origins.
struct LagExamples {
  /// The most rows, from which the number of origins a series follows.
  private static let mostRows = 400_000
  private static let mostOrigins = 60
  private static let mostSteps = 12

  /// The features and targets of a panel; none where no series is long enough.
  ///
  /// - Parameter seed: of the draws of steps, where a horizon has many.
  static func examples(
    of panel: Panel,
    features: LagFeatures,
    horizon: Int,
    seed: UInt64
  ) -> GradientBoosting.Examples {
    let steps = features.hasSeasonalBase ? min(horizon, mostSteps) : horizon
    let perSeries = max(1, min(mostOrigins, mostRows / max(panel.count * steps, 1)))
    let columns = features.columns
    let parts = parallelMap(count: panel.count) { place in
      rows(
        of: panel[place],
        features: features,
        horizon: horizon,
        steps: steps,
        origins: perSeries,
        seed: seed
      )
    }
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
    return GradientBoosting.Examples(table, targets: parts.flatMap(\.targets))
  }

  /// The rows of one series, cell after cell, and their targets.
  private static func rows(
    of series: Series,
    features: LagFeatures,
    horizon: Int,
    steps: Int,
    origins: Int,
    seed: UInt64
  ) -> (cells: [Float], targets: [Float]) {
    let count = series.values.count
    var (cells, targets) = ([Float](), [Float]())
    // Origins with some history before and, if possible, the whole horizon behind them.
    let first = max(min(2 * features.period, count / 2), count / 3, 3)
    let last = max(count - horizon, min(first, count - 1))
    guard first <= last, last < count else { return ([], []) }
    let wanted = min(origins, last - first + 1)
    var stream = RandomStream(seed: seed, name: series.id)
    let phase = features.firstPhase(of: series)
    for number in 0..<wanted {
      let place = wanted == 1 ? last : first + (last - first) * number / (wanted - 1)
      let origin = features.origin(series.values, count: place)
      guard origin.scale > 0, origin.scale.isFinite else { continue }
      let reach = min(horizon, count - place)
      for draw in 0..<min(steps, reach) {
        let step =
          steps >= reach
          ? draw + 1 : 1 + (draw * reach + Int(stream.uniform() * Double(reach))) / steps % reach
        let target = series.values[place + step - 1] / origin.scale
        guard target.isFinite else { continue }
        let start = cells.count
        let base = features.append(
          step: step,
          origin: origin,
          series: series,
          firstPhase: phase,
          to: &cells
        )
        if (target - base).isFinite && Float(target - base).isFinite {
          targets.append(Float(target - base))
        } else {
          cells.removeSubrange(start...)
        }
      }
    }
    return (cells, targets)
  }
}
