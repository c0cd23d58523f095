internal import NeuralNetworks
public import Tensors
public import TimeSeries

/// A batch of real windows, with what is known of each.
public struct WindowBatch: Sendable {
  /// Whose they are, when they are, and what came before.
  public var conditions: WindowConditions
  /// The scaled values, of shape `[batch, variable, step]`.
  public var values: Tensor

  /// A batch.
  public init(conditions: WindowConditions, values: Tensor) {
    (self.conditions, self.values) = (conditions, values)
  }
}

/// The place of a window in a panel.
public struct WindowPlace: Sendable, Hashable {
  /// The number of the series.
  public var series: Int
  /// The position of the window's first step.
  public var start: Int

  /// A place.
  public init(series: Int, start: Int) { (self.series, self.start) = (series, start) }
}

/// The windows of a panel, scaled, with their features, to be drawn at random.
///
/// Every series counts the same however long it is, and so does every stretch of it without a missing
/// value that is long enough for a window and its context. No window has a missing value in it.
///
/// - Source: the data pipeline of the authors' program of Jeha and others 2022.
public struct WindowSource: Sendable {
  /// One series with several values a step.
  private struct Track: Sendable {
    /// The scaled values of each variable, one variable after another.
    var values: [Float]
    var index: TimeIndex
    /// The first steps that windows may have, one range for each stretch without a gap.
    var starts: [Range<Int>]
    /// Where the series begins in the table of features, and which table that is.
    var (table, offset): (Int, Int)
  }

  /// Features of all steps of a grid of stamps.
  private struct FeatureTable: Sendable {
    var index: TimeIndex
    var values: [Float] = []
  }

  /// The steps of a window.
  public let length: Int
  /// The steps before a window that are given with it.
  public let contextLength: Int
  /// The values of a step.
  public let variableCount: Int
  /// What is told of the time of a step.
  public let features: TimeFeatures
  /// The ids of the series.
  public let ids: [String]
  /// The scale of each variable of each series.
  public let scales: [[SeriesScale]]
  /// The attributes of the series.
  public let attributes: AttributeLevels
  /// The numbers of the levels that each series has.
  private let levels: [[Int]]
  private let tracks: [Track]
  private var tables: [FeatureTable] = []
  /// The series that have a window.
  public let usable: [Int]
  /// Whether windows near the beginning of a series are taken too, with zeros for what is missing of
  /// their context.
  public let padsContext: Bool

  /// The windows of series with one value a step.
  ///
  /// - Parameter scales: The scale of each series; nil for its own.
  /// - Throws: `noSeries`, `constant`, or `tooShort` if no series has a window.
  public init(
    _ panel: Panel,
    length: Int,
    contextLength: Int = 0,
    features: TimeFeatures,
    padsContext: Bool = false,
    scales: [SeriesScale?]? = nil
  ) throws(SynthesisError) {
    try self.init(
      panel.map { [$0] },
      length: length,
      contextLength: contextLength,
      features: features,
      padsContext: padsContext,
      scales: scales.map { $0.map { $0.map { [$0] } } }
    )
  }

  /// The windows of series with several values a step.
  ///
  /// - Parameters:
  ///   - groups: For each series its variables, all with one index.
  ///   - scales: The scales of each series' variables; nil for their own.
  /// - Throws: `noSeries`, `constant`, or `tooShort` if no series has a window.
  public init(
    _ groups: [[Series]],
    length: Int,
    contextLength: Int = 0,
    features: TimeFeatures,
    padsContext: Bool = false,
    scales given: [[SeriesScale]?]? = nil
  ) throws(SynthesisError) {
    guard let variableCount = groups.first?.count, variableCount > 0 else { throw .noSeries }
    precondition(
      groups.allSatisfy { $0.count == variableCount && Set($0.map(\.index)).count == 1 },
      "series with different numbers of variables, or with different stamps"
    )
    (self.length, self.contextLength, self.features) = (length, contextLength, features)
    (self.variableCount, self.padsContext) = (variableCount, padsContext)
    ids = groups.map { $0[0].id }
    let attributes = AttributeLevels(of: groups.lazy.map { $0[0] })
    self.attributes = attributes
    levels = groups.map { attributes.numbers(of: $0[0].attributes).compactMap(\.self) }
    let blank = SeriesScale(minimum: 0, range: 1, isWhole: false)
    let scales = groups.enumerated().map { place, group in
      given?[place] ?? group.map { SeriesScale(of: $0.values) ?? blank }
    }
    self.scales = scales
    let placed = FeatureTables(groups.map { $0[0].index })
    tables = placed.indices.map { index in
      FeatureTable(index: index, values: features.values(of: index, from: 0, count: index.count))
    }
    var longest = 0
    var longestID: String?
    let tracks = groups.enumerated().map { place, group in
      let values = zip(group, scales[place]).flatMap { series, scale in
        series.values.map { Float(scale.scaled($0)) }
      }
      let runs = Self.runs(of: group.map(\.values))
      for run in runs where run.count > longest { (longest, longestID) = (run.count, group[0].id) }
      let starts = runs.compactMap { run -> Range<Int>? in
        let first = run.lowerBound + (padsContext && run.lowerBound == 0 ? 0 : contextLength)
        let end = run.upperBound - length + 1
        return first < end ? first..<end : nil
      }
      return Track(
        values: values,
        index: group[0].index,
        starts: starts,
        table: placed.tables[place],
        offset: placed.offsets[place]
      )
    }
    self.tracks = tracks
    usable = tracks.indices.filter { !tracks[$0].starts.isEmpty }
    if usable.isEmpty {
      throw .tooShort(
        required: length + (padsContext ? 0 : contextLength),
        longest: longest,
        series: longestID
      )
    }
    let isConstant = groups.allSatisfy { group in
      group.allSatisfy { series in
        let present = series.values.lazy.filter { !$0.isNaN }
        return present.allSatisfy { $0 == present.first }
      }
    }
    if isConstant { throw .constant(seriesCount: groups.count) }
  }

  /// The stretches in which all variables are observed.
  private static func runs(of variables: [[Double]]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    let count = variables.first?.count ?? 0
    for step in 0...count {
      let isPresent = step < count && variables.allSatisfy { !$0[step].isNaN }
      if isPresent, start == nil { start = step }
      if !isPresent, let first = start {
        runs.append(first..<step)
        start = nil
      }
    }
    return runs
  }

  /// The number of series, those without a window among them.
  public var seriesCount: Int { tracks.count }

  /// The numbers of the levels of a series' attributes.
  func levels(of series: Int) -> [Int] { levels[series] }

  /// The stamps of a series.
  public func index(of series: Int) -> TimeIndex { tracks[series].index }

  /// The place of a window: the series drawn evenly, then a stretch of it, then a step of that.
  public func place(using random: inout RandomStream) -> WindowPlace {
    let series = usable[Int(random.uniform() * Double(usable.count))]
    return place(in: series, using: &random)
  }

  /// The place of a window of a series.
  ///
  /// - Precondition: The series has a window.
  public func place(in series: Int, using random: inout RandomStream) -> WindowPlace {
    let starts = tracks[series].starts
    let stretch =
      starts.count == 1 ? starts[0] : starts[Int(random.uniform() * Double(starts.count))]
    return WindowPlace(
      series: series,
      start: stretch.lowerBound + Int(random.uniform() * Double(stretch.count))
    )
  }

  /// Windows drawn at random that end before the last fifth of their series, or that begin in it.
  ///
  /// - Returns: nil where no series is long enough for such windows.
  func windows(_ count: Int, inLastFifth isLate: Bool, using random: inout RandomStream) -> Tensor?
  {
    let ranges = usable.compactMap { series -> (series: Int, starts: [Range<Int>])? in
      let cut = tracks[series].index.count * 4 / 5
      let part = isLate ? cut..<Int.max : 0..<max(0, cut - length + 1)
      let starts = tracks[series].starts.map { $0.clamped(to: part) }.filter { !$0.isEmpty }
      return starts.isEmpty ? nil : (series, starts)
    }
    if ranges.isEmpty { return nil }
    func drawn(_ count: Int) -> Int { Int(random.uniform() * Double(count)) }
    let places = (0..<count).map { _ in
      let (series, starts) = ranges[drawn(ranges.count)]
      let range = starts[drawn(starts.count)]
      return WindowPlace(series: series, start: range.lowerBound + drawn(range.count))
    }
    return windows(at: places).values
  }

  /// How many of some windows equal a window of the panel step for step; constant ones are not counted.
  ///
  /// - Complexity: O(n) time and memory for n values of the panel.
  func countOfCopies(among windows: Tensor) -> Int {
    // A hash that is moved on step by step: Σ xᵢ bᴸ⁻¹⁻ⁱ over the bits of the values, then over variables.
    let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    let highest = (1..<max(2, length)).reduce(UInt64(1)) { power, _ in power &* base }
    var known: Set<UInt64> = []
    for track in tracks {
      let steps = track.index.count
      guard steps >= length else { continue }
      var whole = [UInt64](repeating: 0, count: steps - length + 1)
      for variable in 0..<variableCount {
        let values = track.values[variable * steps..<(variable + 1) * steps]
        let first = values.startIndex
        var hash: UInt64 = 0
        for step in 0..<steps {
          if step >= length {
            hash = hash &- UInt64(values[first + step - length].bitPattern) &* highest
          }
          hash = hash &* base &+ UInt64(values[first + step].bitPattern)
          if step >= length - 1 {
            whole[step - length + 1] = whole[step - length + 1] &* 31 &+ hash
          }
        }
      }
      known.formUnion(whole)
    }
    let values = windows.floatElements
    return stride(from: 0, to: values.count, by: length * variableCount).count { first in
      let rows = (0..<variableCount).map { values[first + $0 * length..<first + ($0 + 1) * length] }
      guard rows.contains(where: { row in row.contains { $0 != row.first } }) else { return false }
      return known.contains(
        rows.reduce(UInt64(0)) { sum, row in
          sum &* 31 &+ row.reduce(UInt64(0)) { $0 &* base &+ UInt64($1.bitPattern) }
        }
      )
    }
  }

  /// Windows drawn at random.
  public func windows(_ count: Int, using random: inout RandomStream) -> WindowBatch {
    windows(at: (0..<count).map { _ in place(using: &random) })
  }

  /// The windows at places.
  public func windows(at places: [WindowPlace]) -> WindowBatch {
    var values: [Float] = []
    values.reserveCapacity(places.count * variableCount * length)
    var past: [Float] = []
    past.reserveCapacity(places.count * variableCount * contextLength)
    for place in places {
      let track = tracks[place.series]
      for variable in 0..<variableCount {
        let first = variable * track.index.count + place.start
        values += track.values[first..<first + length]
        // Zeros stand for what lies before the beginning of the series.
        let known = min(contextLength, place.start)
        past += repeatElement(0, count: contextLength - known)
        past += track.values[first - known..<first]
      }
    }
    var conditions = WindowConditions(
      series: Indices(places.map(\.series)),
      times: times(at: places)
    )
    if contextLength > 0 {
      conditions.context = Tensor(
        floats: past,
        shape: [places.count, variableCount * contextLength]
      )
    }
    conditions.attributes = attributes.rows(places.map { levels[$0.series] })
    return WindowBatch(
      conditions: conditions,
      values: Tensor(floats: values, shape: [places.count, variableCount, length])
    )
  }

  /// The time features of windows at places.
  private func times(at places: [WindowPlace]) -> Tensor {
    let rows = features.count
    var times = [Float](repeating: 0, count: places.count * rows * length)
    for (number, place) in places.enumerated() {
      let track = tracks[place.series]
      let table = tables[track.table]
      for row in 0..<rows - 1 {
        let from = row * table.index.count + track.offset + place.start
        let to = (number * rows + row) * length
        for step in 0..<length { times[to + step] = table.values[from + step] }
      }
      // The age counts from the beginning of the series itself.
      let to = (number * rows + rows - 1) * length
      for step in 0..<length { times[to + step] = Float(TimeFeatures.age(place.start + step)) }
    }
    return Tensor(floats: times, shape: [places.count, rows, length])
  }
}

/// Which grids of stamps the series of a panel lie on, so that each grid's features are computed once.
private struct FeatureTables {
  var indices: [TimeIndex] = []
  var tables: [Int] = []
  var offsets: [Int] = []

  /// The most steps from the beginning of one series to that of another on the same grid.
  private static let reach = 1 << 20

  init(_ all: [TimeIndex]) {
    for index in all {
      let found = indices.indices.first { table in
        let grid = indices[table]
        return grid.frequency.steps(from: grid.start, to: index.start).map {
          $0.magnitude < Self.reach
        } ?? false
      }
      let table = found ?? indices.count
      tables.append(table)
      if found == nil { indices.append(index) }
      // Only the beginning is moved here; how long a grid is follows when all beginnings are known.
      if index.start < indices[table].start { indices[table].start = index.start }
    }
    offsets = zip(all, tables).map { index, table in
      let grid = indices[table]
      return grid.frequency.steps(from: grid.start, to: index.start) ?? 0
    }
    for (place, table) in tables.enumerated() {
      indices[table].count = max(indices[table].count, offsets[place] + all[place].count)
    }
  }
}
