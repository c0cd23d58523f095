internal import Glibc
internal import Parallelism
internal import Tensors
internal import TimeSeries

/// The windows of a panel, read straight from its memory; what the calendar says is computed once.
struct WindowFeed: Sendable {
  let schema: FeedSchema
  let shape: WindowShape
  let series: [Series]
  /// The time features of each step of each series from `calendarStart` on, and of a horizon more; series
  /// that begin together share them.
  private let calendars: [[Float]]
  private let calendarStart: Int
  /// The time features, and all features, of a step.
  private let (timeCount, featureCount): (Int, Int)
  private let codes: [[Int32]]

  /// - Parameter origin: the first origin that will be asked for; what the calendar says of steps that no window
  ///   from there on reads is not computed.
  init(_ series: [Series], schema: FeedSchema, shape: WindowShape, from origin: Int = 0) {
    calendarStart = max(origin - shape.context, 0)
    self.schema = schema
    self.shape = shape
    self.series = series
    let features = schema.timeFeatures
    (timeCount, featureCount) = (features.count, schema.featureCount)
    var longest: [Timestamp: Series] = [:]
    for each in series where each.values.count >= longest[each.index.start]?.values.count ?? 0 {
      longest[each.index.start] = each
    }
    let distinct = Array(longest.values)
    let start = calendarStart
    let tables = parallelMap(count: features.isEmpty ? 0 : distinct.count) { place in
      let index = distinct[place].index
      return (start..<max(index.count + shape.horizon, start)).flatMap { step in
        let stamp = index.timestamp(at: step)
        return features.map { $0.value(at: stamp) }
      }
    }
    let places = Dictionary(
      uniqueKeysWithValues: distinct.enumerated().map { ($0.element.index.start, $0.offset) }
    )
    calendars = series.map { each in
      tables.isEmpty ? [] : tables[places[each.index.start] ?? 0]
    }
    codes = series.map(schema.codes)
  }

  /// The windows side by side.
  ///
  /// - Parameter known: how many values of each window's series may be seen; by default all.
  func batch(_ windows: [Window], known: (Window) -> Int = { _ in .max }) -> WindowBatch {
    let (past, steps) = (shape.past, shape.past + shape.horizon)
    let featureSteps = shape.context + shape.horizon
    var values = [Float](repeating: 0, count: windows.count * steps)
    var mask = values
    var features = [Float](repeating: 0, count: windows.count * featureSteps * featureCount)
    let pastCount = schema.pasts.count
    var pasts = [Float](repeating: 0, count: windows.count * shape.context * pastCount)
    var (locations, scales) = ([Double](), [Double]())
    for (row, window) in windows.enumerated() {
      let each = series[window.series]
      let end = min(each.values.count, known(window))
      let (location, scale) = self.scale(of: each.values, before: min(window.origin, end))
      locations.append(location)
      scales.append(scale)
      let start = window.origin - past
      let factor = 1 / scale
      // A value that is far out must not become infinite in single precision.
      func scaled(_ value: Double) -> Float {
        Float(min(max((value - location) * factor, -1e10), 1e10))
      }
      let (seen, first) = (each.values.span, row * steps - start)
      var scaledSpan = values.mutableSpan
      var maskSpan = mask.mutableSpan
      for place in max(start, 0)..<max(min(start + steps, end), max(start, 0)) {
        let value = seen[place]
        let isMissing = value.isNaN
        scaledSpan[first + place] = isMissing ? 0 : scaled(value)
        maskSpan[first + place] = isMissing ? 0 : 1
      }
      // Lags that reach beyond the beginning are shown its first cycle: nothing else in a window tells a
      // value that is not there from a zero, and one that appears along a series would be news to a network.
      let cycle = shape.scaledSteps
      if shape.reach > 0, start < 0, cycle <= min(window.origin, end) {
        for place in start..<min(0, start + past) {
          let value = each.values[(place % cycle + cycle) % cycle]
          guard !value.isNaN else { continue }
          values[row * steps + place - start] = scaled(value)
        }
      }
      fill(
        &features,
        from: row * featureSteps * featureCount,
        of: window,
        series: each
      )
      fillPasts(&pasts, from: row * shape.context * pastCount, of: window, series: each, end: end)
    }
    let count = windows.count
    return WindowBatch(
      shape: shape,
      values: Tensor(floats: values, shape: [count, steps]),
      mask: Tensor(floats: mask, shape: [count, steps]),
      features: Tensor(floats: features, shape: [count, featureSteps, featureCount]),
      pasts: Tensor(floats: pasts, shape: [count, shape.context, pastCount]),
      categories: schema.attributes.indices.map { attribute in
        Indices(windows.map { codes[$0.series][attribute] }, shape: [count])
      },
      locations: locations,
      scales: scales,
      scale: Tensor(scales.map { min(max($0, 1e-30), 1e30) }, shape: [count, 1]),
      magnitude: Tensor(scales.map(schema.magnitude.standardized), shape: [count, 1])
    )
  }

  /// Writes the features of a window.
  private func fill(
    _ features: inout [Float],
    from offset: Int,
    of window: Window,
    series: Series
  ) {
    let calendar = calendars[window.series]
    let start = window.origin - shape.context
    let places = max(start, 0)..<max(window.origin + shape.horizon, 0)
    do {
      let known = calendar.span
      var target = features.mutableSpan
      for place in places {
        let (from, to) = ((place - calendarStart) * timeCount, (place - start) * featureCount)
        guard from + timeCount <= known.count else { break }
        for feature in 0..<timeCount { target[offset + to + feature] = known[from + feature] }
      }
    }
    if schema.covariates.isEmpty { return }
    let inputs = schema.covariates.map { input in
      (input, series.covariates.first { $0.name == input.name })
    }
    for place in places {
      let first = offset + (place - start) * featureCount + timeCount
      for (number, (input, covariate)) in inputs.enumerated() {
        guard let covariate else { continue }
        let ahead = place - covariate.values.count
        let value =
          ahead < 0
          ? covariate.values[place]
          : ahead < covariate.future.count ? covariate.future[ahead] : .nan
        features[first + number] = input.standardized(value)
      }
    }
  }

  /// Writes what is known of the past only, up to the origin of a window and no further than `end`.
  private func fillPasts(
    _ pasts: inout [Float],
    from offset: Int,
    of window: Window,
    series: Series,
    end: Int
  ) {
    let start = window.origin - shape.context
    for (number, input) in schema.pasts.enumerated() {
      guard let values = series.covariates.first(where: { $0.name == input.name })?.values
      else { continue }
      let last = min(window.origin, end, values.count)
      for place in max(start, 0)..<max(last, start, 0) {
        pasts[offset + (place - start) * schema.pasts.count + number] =
          input.standardized(values[place])
      }
    }
  }

  /// What the values before a place are scaled by: the nearest ones, or where these are all zero or missing
  /// those of all steps before.
  private func scale(of values: [Double], before end: Int) -> (location: Double, scale: Double) {
    if shape.scaling == .none { return (0, 1) }
    let near = statistics(of: values[max(end - shape.scaledSteps, 0)..<max(end, 0)])
    let magnitude =
      near.magnitude > 0 ? near.magnitude : statistics(of: values[..<max(end, 0)]).magnitude
    let fallback = magnitude > 0 && magnitude.isFinite ? magnitude : 1
    switch shape.scaling {
    case .standard:
      let isFlat = !(near.deviation > 1e-6 * fallback)
      return (near.mean, isFlat ? fallback : near.deviation)
    case .magnitude, .none:
      return (0, fallback)
    }
  }

  private func statistics(
    of values: ArraySlice<Double>
  ) -> (magnitude: Double, mean: Double, deviation: Double) {
    var (count, sum, magnitudes) = (0.0, 0.0, 0.0)
    for value in values where !value.isNaN {
      count += 1
      sum += value
      magnitudes += abs(value)
    }
    guard count > 0 else { return (0, 0, 0) }
    let mean = sum / count
    var squares = 0.0
    for value in values where !value.isNaN { squares += (value - mean) * (value - mean) }
    return (magnitudes / count, mean, (squares / count).squareRoot())
  }
}
