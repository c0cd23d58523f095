internal import TimeSeries

/// Exponential smoothing with given weights, as a linear map from a series to its one-step errors.
///
/// The errors of `y − βx` are those of `y` less `β` times those of `x`. So if the weights are such that
/// the rest of a regression becomes noise, least squares on errors are its best estimates, with neither
/// trend nor season in their way.
struct RegressionFilter: Hashable, Sendable {
  /// The weight of the level: 0 keeps a straight line, 1 takes differences.
  var level: Double
  /// The weight of the season, as a share of what the level leaves: 0 keeps it as it is.
  var season: Double

  /// Where the filter stands after the last step: the level, and the season by phase.
  struct State {
    var level = 0.0
    var seasons: [Double]
  }

  /// The one-step errors of a column at the observed steps, in their order.
  ///
  /// - Parameters:
  ///   - column: numbers without line and season; those at steps that are not observed do not count.
  ///   - isObserved: which steps count.
  /// - Complexity: O(n).
  func errors(
    of column: [Double],
    isObserved: [Bool],
    period: Int
  ) -> (errors: [Double], state: State) {
    var state = State(seasons: [Double](repeating: 0, count: period))
    var errors: [Double] = []
    errors.reserveCapacity(column.count)
    let seasonWeight = period > 1 ? season * (1 - level) : 0
    var phase = 0
    for step in column.indices {
      if isObserved[step] {
        let error = column[step] - state.level - state.seasons[phase]
        state.level += level * error
        state.seasons[phase] += seasonWeight * error
        errors.append(error)
      }
      phase += 1
      if phase == period { phase = 0 }
    }
    return (errors, state)
  }
}

/// A column less its straight line and its season: what is left for smoothing.
struct RegressionColumn {
  /// The numbers without line and season.
  let rest: [Double]
  private let intercept: Double
  private let slope: Double
  private let phases: [Double]

  /// Takes line and season from a column, each by least squares over the observed steps.
  init(_ column: [Double], isObserved: [Bool], period: Int) {
    var rest = column
    for step in rest.indices where !isObserved[step] { rest[step] = .nan }
    var intercept = 0.0
    var slope = 0.0
    var phases = [Double](repeating: 0, count: period)
    // Line and season are found in turn; where the history has whole seasons once would do.
    for _ in 0..<(period > 1 ? 2 : 1) {
      let line = LinearTrend(rest)
      intercept += line.intercept
      slope += line.slope
      for step in rest.indices { rest[step] -= line[step] }
      guard period > 1 else { break }
      var sums = [Double](repeating: 0, count: period)
      var counts = sums
      for step in rest.indices where isObserved[step] {
        sums[step % period] += rest[step]
        counts[step % period] += 1
      }
      for phase in 0..<period where counts[phase] > 0 {
        let mean = sums[phase] / counts[phase]
        phases[phase] += mean
        for step in stride(from: phase, to: rest.count, by: period) { rest[step] -= mean }
      }
    }
    self.rest = rest
    self.intercept = intercept
    self.slope = slope
    self.phases = phases
  }

  /// The sum of squares that line and season, found together by least squares, leave of a column.
  ///
  /// `rest`, for which they are found in turn, keeps a little of a column that is nothing else than these.
  static func squares(
    besideLineAndSeason column: [Double],
    isObserved: [Bool],
    period: Int
  ) -> Double {
    // Less the mean of its phase, a step is the line's, and the column the season's and the line's.
    var (times, numbers, counts) = (
      [Double](repeating: 0, count: period), [Double](repeating: 0, count: period),
      [Double](repeating: 0, count: period)
    )
    let steps = column.indices.filter { isObserved[$0] }
    for step in steps {
      times[step % period] += Double(step)
      numbers[step % period] += column[step]
      counts[step % period] += 1
    }
    var (squares, products, lengths) = (0.0, 0.0, 0.0)
    for step in steps {
      let phase = step % period
      let time = Double(step) - times[phase] / counts[phase]
      let number = column[step] - numbers[phase] / counts[phase]
      squares += number * number
      products += time * number
      lengths += time * time
    }
    return lengths > 0 ? squares - products * products / lengths : squares
  }

  /// What the filter, left in a state, expects at a step.
  func expected(at step: Int, _ state: RegressionFilter.State) -> Double {
    let phase = step % phases.count
    return intercept + slope * Double(step) + phases[phase] + state.level + state.seasons[phase]
  }
}
