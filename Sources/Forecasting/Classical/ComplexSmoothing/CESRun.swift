/// One run of complex exponential smoothing along a series, forward or back.
struct CESRun<Slope: SIMD> where Slope.Scalar == Double {
  /// The level.
  private(set) var level: ComplexPair<Slope>
  /// The sums over the errors, where they count.
  private(set) var sums: NormalEquations<Slope>
  /// 1 for forward, −1 for back.
  private let direction: Int
  /// Whether the errors are added to the sums.
  private let counts: Bool

  /// A run from these states.
  init(
    level: ComplexPair<Slope>,
    sums: NormalEquations<Slope>,
    direction: Int,
    counts: Bool
  ) {
    (self.level, self.sums) = (level, sums)
    (self.direction, self.counts) = (direction, counts)
  }

  /// The run of a form without a season.
  mutating func passLevel(_ values: borrowing Span<Double>, _ weights: SIMD4<Double>) {
    let weight = ComplexWeight<Slope>(weights, at: 0)
    var (level, sums) = (level, sums)
    var place = direction > 0 ? 0 : values.count - 1
    for _ in 0..<values.count {
      let value = values[place]
      place += direction
      if value.isNaN {
        level.advance(weight)
        continue
      }
      let (error, slope) = (value - level.real, -level.realSlope)
      if counts { sums.add(error, slope) }
      level.advance(weight, error: error, slope: slope)
    }
    (self.level, self.sums) = (level, sums)
  }

  /// The run of a form whose phases are smoothed each on its own.
  mutating func passPhases(
    _ values: borrowing Span<Double>,
    _ weights: SIMD4<Double>,
    phases: inout [ComplexPair<Slope>]
  ) {
    let weight = ComplexWeight<Slope>(weights, at: 0)
    var sums = sums
    let period = phases.count
    var states = phases.mutableSpan
    var place = direction > 0 ? 0 : values.count - 1
    var phase = place % period
    for _ in 0..<values.count {
      let value = values[place]
      var state = states[phase]
      if value.isNaN {
        state.advance(weight)
      } else {
        let (error, slope) = (value - state.real, -state.realSlope)
        if counts { sums.add(error, slope) }
        state.advance(weight, error: error, slope: slope)
      }
      states[phase] = state
      place += direction
      phase = next(phase, of: period)
    }
    self.sums = sums
  }

  /// The run of a form with a level and a season.
  mutating func passBoth(
    _ values: borrowing Span<Double>,
    _ weights: SIMD4<Double>,
    form: CES.Form,
    phases: inout [ComplexPair<Slope>]
  ) {
    let weight = ComplexWeight<Slope>(weights, at: 0)
    let seasonWeight = ComplexWeight<Slope>(weights, at: 2)
    let isFull = form == .full
    var (level, sums) = (level, sums)
    let period = phases.count
    var states = phases.mutableSpan
    var place = direction > 0 ? 0 : values.count - 1
    var phase = place % period
    for _ in 0..<values.count {
      let value = values[place]
      var state = states[phase]
      if value.isNaN {
        level.advance(weight)
        if isFull { state.advance(seasonWeight) }
      } else {
        let error = value - level.real - state.real
        let slope = -level.realSlope - state.realSlope
        if counts { sums.add(error, slope) }
        level.advance(weight, error: error, slope: slope)
        if isFull {
          state.advance(seasonWeight, error: error, slope: slope)
        } else {
          state.real += seasonWeight.real * error
          state.realSlope += slope * seasonWeight.real + seasonWeight.realUnit * error
        }
      }
      states[phase] = state
      place += direction
      phase = next(phase, of: period)
    }
    (self.level, self.sums) = (level, sums)
  }

  /// The phase after this one, in the direction of the run.
  @inline(__always)
  private func next(_ phase: Int, of period: Int) -> Int {
    let next = phase + direction
    return next == period ? 0 : next < 0 ? period - 1 : next
  }
}
