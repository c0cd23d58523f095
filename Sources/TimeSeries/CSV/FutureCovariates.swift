/// What covariates will be at the steps behind series, from a file of their own.
///
/// The file is held in memory. Its ids may be more than those of the panel, so that one file serves the
/// parts of a panel, and its rows may go on behind the steps that are needed; everything else is refused.
struct FutureCovariates: Sendable {
  private let file: String
  /// The columns of the covariates, in the order of the file.
  let names: [String]
  private let rows: [String: SeriesRows]
  private let hasID: Bool
  /// The steps that each series needs.
  let horizon: Int

  /// How many ids there are.
  var count: Int { rows.count }

  /// Reads the file of the future that belongs to a file of series.
  ///
  /// - Parameters:
  ///   - history: what is known of the file of the series.
  ///   - header: the header of that file.
  /// - Throws: `CSVError` for a file whose columns do not go with those of the series, and for a row
  ///   that cannot be read.
  init(
    _ asked: CSVOptions.FutureFile,
    of history: CSVReport,
    header: [String],
    options: CSVOptions
  ) throws(CSVError) {
    var options = options
    options.future = nil
    options.dateOrder = options.dateOrder ?? history.timeFormat?.dateOrder
    // A row that is left out would only be missed later.
    options.onError = .stop
    let opened = try CSVOpening(
      future: asked.path,
      of: history,
      header: header,
      options: options
    )
    names = opened.report.covariateColumns
    file = asked.path
    hasID = !opened.plan.id.isEmpty
    var reader = opened.longReader(options: options, isGrouped: false)
    var rows: [String: SeriesRows] = [:]
    var longest = 0
    for one in try reader.readAll() {
      longest = max(longest, one.values.count)
      rows[one.id] = one
    }
    self.rows = rows
    horizon = asked.horizon ?? longest
  }

  /// Gives a series the values of its covariates at the steps behind it.
  ///
  /// - Parameters:
  ///   - format: how stamps are spelled in errors.
  ///   - report: counts the ids that have had no series.
  /// - Throws: `CSVError` where a step is missing, there twice, or none of the next.
  func complete(
    _ series: inout Series,
    format: TimestampFormat,
    report: inout CSVReport
  ) throws(CSVError) {
    guard let own = hasID ? rows[series.id] : rows.values.first else {
      let first = format.text(series.index.end)
      throw CSVError(
        .noFuture(steps: horizon, first: first),
        file: file,
        series: hasID ? series.id : nil
      )
    }
    let order = try rowsOfSteps(of: own, behind: series.index, format: format)
    for i in series.covariates.indices {
      guard let place = names.firstIndex(of: series.covariates[i].name) else { continue }
      series.covariates[i].future = order.map { own.covariates[$0 * names.count + place] }
    }
    report.futureSurplus -= 1
  }

  /// The rows of the next steps of a series, in their order.
  private func rowsOfSteps(
    of own: SeriesRows,
    behind history: TimeIndex,
    format: TimestampFormat
  ) throws(CSVError) -> [Int] {
    let stamps = Array(own.stamps)
    let lines = own.lines.all
    func failure(_ fact: CSVError.Fact, at row: Int) -> CSVError {
      CSVError(fact, file: file, line: lines[row], series: hasID ? own.id : nil)
    }
    let last = history.timestamp(at: history.count - 1)

    let order = stamps.indices.sorted { (stamps[$0], $0) < (stamps[$1], $1) }
    for (earlier, later) in zip(order, order.dropFirst()) where stamps[earlier] == stamps[later] {
      let stamp = format.text(stamps[later])
      throw failure(.repeatedStep(stamp: stamp, earlierLine: lines[earlier]), at: later)
    }
    var steps: [Int] = []
    for row in order where steps.count < horizon {
      let next = history.count + steps.count
      if stamps[row] <= last {
        let fact = CSVError.Fact.pastStep(stamp: format.text(stamps[row]), end: format.text(last))
        throw failure(fact, at: row)
      }
      guard let position = history.frequency.steps(from: history.start, to: stamps[row]) else {
        let fact = CSVError.Fact.offStep(
          stamp: format.text(stamps[row]),
          end: format.text(last),
          frequency: history.frequency
        )
        throw failure(fact, at: row)
      }
      if position > next {
        throw failure(.missingStep(stamp: format.text(history.timestamp(at: next))), at: row)
      }
      steps.append(row)
    }
    if steps.count < horizon, let row = order.last {
      let next = format.text(history.timestamp(at: history.count + steps.count))
      let fact = CSVError.Fact.tooFewSteps(required: horizon, actual: steps.count, next: next)
      throw failure(fact, at: row)
    }
    return steps
  }
}
