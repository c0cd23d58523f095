/// Turns the rows of series into series on their grid: sorted, without duplicates, with gaps filled.
struct SeriesAssembly: Sendable {
  let file: String
  let format: TimestampFormat
  /// The spacing; of no meaning where there are no stamps.
  let frequency: Frequency
  /// Whether it was inferred: then a series that steps differently is an error.
  let isFrequencyInferred: Bool
  /// Whether rows must already be in order.
  let isGrouped: Bool
  let hasID: Bool
  let options: CSVOptions
  /// The names of the covariates and of the attributes of the rows.
  let columns: OtherColumns
  /// What the covariates will be, if that was given.
  let future: FutureCovariates?

  /// The names of what rows have beside their values.
  struct OtherColumns {
    var covariates: [String]
    var attributes: [String]
  }

  /// Gaps may lengthen a series to this many steps, or to a thousand times its observations.
  private static let mostSteps = 1_000_000

  /// The series of some rows; nil if it is left out, which the report says.
  ///
  /// - Throws: `CSVError` for duplicates, stamps off the grid, and broken promises.
  func series(
    _ rows: consuming SeriesRows,
    report: inout CSVReport
  ) throws(CSVError) -> Series? {
    let (count, reported) = (rows.values.count, report.rows)
    do throws(CSVError) {
      if !rows.stamps.isAscending { try sort(&rows, report: &report) }
      var series = try placed(rows, report: &report)
      if let future { try future.complete(&series, format: format, report: &report) }
      return series
    } catch {
      guard options.onError == .skip else { throw error }
      // Duplicates may have been left out already.
      let rest = count - (reported - report.rows)
      report.skip(error, rows: rest)
      report.rows -= rest
      return nil
    }
  }

  // MARK: - Order

  /// Sorts rows by their stamps and merges those of equal stamps.
  private func sort(
    _ rows: inout SeriesRows,
    report: inout CSVReport
  ) throws(CSVError) {
    let stamps = Array(rows.stamps)
    if let i = stamps.indices.dropFirst().first(where: { stamps[$0] < stamps[$0 - 1] }) {
      if isGrouped {
        let fact = CSVError.Fact.notAscending(
          stamp: format.text(stamps[i]),
          previous: format.text(stamps[i - 1])
        )
        throw error(fact, rows, at: i)
      }
      report.unsortedSeries += 1
    }
    let lines = rows.lines.all
    let order = stamps.indices.sorted { (stamps[$0], $0) < (stamps[$1], $1) }
    var sorted = SeriesRows(id: rows.id)
    sorted.attributes = rows.attributes
    sorted.values.reserveCapacity(order.count)
    sorted.covariates.reserveCapacity(order.count * columns.covariates.count)
    var start = 0
    while start < order.count {
      let stamp = stamps[order[start]]
      var end = start + 1
      while end < order.count, stamps[order[end]] == stamp { end += 1 }
      let group = order[start..<end]
      sorted.values.append(try merged(group, of: rows, lines: lines, at: stamp, report: &report))
      mergeCovariates(of: group, from: rows, into: &sorted)
      sorted.stamps.append(stamp)
      sorted.lines.append(lines[group[group.startIndex]])
      start = end
    }
    rows = sorted
  }

  /// The one value of rows that share a stamp.
  private func merged(
    _ group: ArraySlice<Int>,
    of rows: SeriesRows,
    lines: [Int],
    at stamp: Timestamp,
    report: inout CSVReport
  ) throws(CSVError) -> Double {
    let first = rows.values[group[group.startIndex]]
    guard group.count > 1 else { return first }
    if options.duplicates == .refuse {
      let fact = CSVError.Fact.duplicate(
        stamp: format.text(stamp),
        earlierLine: lines[group[group.startIndex]],
        hasID: hasID
      )
      for position in group.dropFirst() {
        let error = CSVError(fact, file: file, line: lines[position], series: rows.id)
        guard options.onError == .skip else { throw error }
        report.skip(error)
        report.rows -= 1
      }
      return first
    }
    report.duplicates += group.count - 1
    let values = group.map { rows.values[$0] }
    let observed = values.filter { !$0.isNaN }
    switch options.duplicates {
    case .sum where !observed.isEmpty: return observed.reduce(0, +)
    case .mean where !observed.isEmpty: return observed.reduce(0, +) / Double(observed.count)
    default: return values[values.count - 1]
    }
  }

  /// Adds the covariates of rows that share a stamp: their means, or with values of which the first or
  /// the last is kept, those beside it. A sum of prices would mean nothing.
  private func mergeCovariates(
    of group: ArraySlice<Int>,
    from rows: SeriesRows,
    into sorted: inout SeriesRows
  ) {
    let count = columns.covariates.count
    for i in 0..<count {
      var numbers = group.map { rows.covariates[$0 * count + i] }
      switch options.duplicates {
      case .refuse: numbers = [numbers[0]]
      case .last: numbers = [numbers[numbers.count - 1]]
      case .sum, .mean: numbers.removeAll(where: \.isNaN)
      }
      let sum = numbers.reduce(0, +)
      sorted.covariates.append(numbers.isEmpty ? .nan : sum / Double(numbers.count))
    }
  }

  // MARK: - Grid

  /// The series of rows whose stamps ascend.
  private func placed(
    _ rows: SeriesRows,
    report: inout CSVReport
  ) throws(CSVError) -> Series {
    let count = rows.values.count
    guard let start = rows.stamps.first, let last = rows.stamps.last else {
      let index = TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: count)
      return series(rows, index: index, values: rows.values.exactly)
    }
    let runs = rows.stamps.runs
    if runs.count == 1, isStep(of: runs[0]) {
      let index = TimeIndex(start: start, frequency: frequency, count: count)
      return series(rows, index: index, values: rows.values.exactly)
    }
    try refuseOtherFrequency(rows)
    let limit = max(Self.mostSteps, 1000 * count)
    if let steps = frequency.steps(from: start, to: last), steps >= limit {
      throw error(.gapTooLong(steps: steps, observations: count), rows, at: count - 1)
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    var positions: [Int] = []
    let hasCovariates = !columns.covariates.isEmpty
    var row = 0
    try rows.stamps.forEachPosition(on: frequency, from: start) {
      (position, stamp) throws(CSVError) in
      guard let position, position >= values.count else {
        let fact = CSVError.Fact.offGrid(
          stamp: format.text(stamp),
          first: format.text(start),
          frequency: frequency
        )
        throw error(fact, rows, at: row)
      }
      // The last stamp says nothing of this one where it is off the grid itself.
      guard position < limit else {
        throw error(.gapTooLong(steps: position, observations: count), rows, at: row)
      }
      values.append(contentsOf: repeatElement(.nan, count: position - values.count))
      values.append(rows.values[row])
      if hasCovariates { positions.append(position) }
      row += 1
    }
    report.gaps += values.count - count
    let index = TimeIndex(start: start, frequency: frequency, count: values.count)
    return series(rows, index: index, values: values.exactly, positions: positions)
  }

  /// The series of rows with their covariates and attributes.
  ///
  /// - Parameter positions: where the rows are in the series; nil if there are no gaps.
  private func series(
    _ rows: SeriesRows,
    index: TimeIndex,
    values: [Double],
    positions: [Int]? = nil
  ) -> Series {
    let count = columns.covariates.count
    let covariates = columns.covariates.enumerated().map { i, name in
      var numbers = [Double](repeating: .nan, count: values.count)
      for row in 0..<rows.values.count {
        numbers[positions?[row] ?? row] = rows.covariates[row * count + i]
      }
      return Covariate(name: name, values: numbers)
    }
    let attributes = zip(columns.attributes, rows.attributes).map {
      Attribute(name: $0, value: String(decoding: $1, as: UTF8.self).trimmed)
    }
    return Series(
      id: rows.id,
      index: index,
      values: values,
      covariates: covariates,
      attributes: attributes
    )
  }

  /// Whether each stamp of a run is one step behind the one before it, as is seen at once.
  private func isStep(of run: TimestampRuns.Run) -> Bool {
    if run.count == 1 { return true }
    guard case .fixed = run.step, frequency.unit.fixedLength != nil else { return false }
    return frequency.steps(from: run.start, to: run[1]) == 1
  }

  /// Throws if the series steps evenly, but otherwise than the panel.
  ///
  /// A shop that closes at weekends is at home among shops that do not.
  private func refuseOtherFrequency(_ rows: SeriesRows) throws(CSVError) {
    guard isFrequencyInferred, let own = PanelFrequency.own(of: rows.stamps, format: format),
      own != frequency, own.unit != .businessDay || frequency.unit != .day
    else { return }
    throw error(.mixedFrequencies(own, panel: frequency), rows, at: 0)
  }

  private func error(_ fact: CSVError.Fact, _ rows: SeriesRows, at row: Int) -> CSVError {
    CSVError(fact, file: file, line: rows.lines[row], series: rows.id)
  }
}

extension [Double] {
  /// The same numbers in memory that is not much larger than they need.
  fileprivate var exactly: [Double] {
    if capacity - count <= count / 4 { return self }
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The buffer has room for `count` numbers.
      initialized = buffer.initialize(fromContentsOf: self)
    }
  }
}
