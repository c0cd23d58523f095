internal import Parallelism
internal import Tensors
internal import TimeSeries

/// The rows that trees learn from: steps that are known by now, as seen from earlier origins.
struct LagExamples {
  /// The most rows that training is watched on.
  private static let mostWatched = 60_000
  private static let mostOrigins = 60
  private static let mostSteps = 12

  let features: LagFeatures
  /// The steps ahead that are learnt.
  let horizon: Int
  /// The seed of the draws of steps, where a horizon has many.
  let seed: UInt64
  /// The most rows, from which the number of origins a series follows.
  var mostRows = 400_000

  /// The features and targets of a panel; none where no series is long enough.
  func training(on panel: Panel) -> GradientBoosting.Examples {
    let steps = features.hasSeasonalBase ? min(horizon, Self.mostSteps) : horizon
    let most = mostRows / max(panel.count * steps, 1)
    let wanted = max(1, min(Self.mostOrigins, most))
    return table(
      parallelMap(count: panel.count) { place in
        let count = panel[place].values.count
        // Origins with some history before and, if possible, the whole horizon behind them.
        let first = max(min(2 * features.period, count / 2), count / 3, 3)
        let last = max(count - horizon, min(first, count - 1))
        guard first <= last, last < count else { return ([], []) }
        let origins = min(wanted, last - first + 1)
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
  func watched(_ windows: [HeldBackSeries]) -> GradientBoosting.Examples {
    let rows = windows.reduce(0) { $0 + $1.origins.count * horizon }
    let stride = max(1, rows / Self.mostWatched)
    return table(
      parallelMap(count: (windows.count + stride - 1) / stride) { place in
        let window = windows[place * stride]
        return self.rows(of: window.series, steps: horizon, origins: window.origins)
      }
    )
  }

  private typealias Rows = (cells: [Float], targets: [Float])

  private func table(_ parts: [Rows]) -> GradientBoosting.Examples {
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
    return GradientBoosting.Examples(table, targets: parts.flatMap(\.targets))
  }

  /// The rows of one series, cell after cell, and their targets.
  private func rows(of series: Series, steps: Int, origins: [Int]) -> Rows {
    let count = series.values.count
    var (cells, targets) = ([Float](), [Float]())
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
