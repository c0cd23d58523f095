internal import Forecasting
internal import TimeSeries

/// The series that a command works on, one after another: those of a panel in memory, or of a stream.
struct SeriesSource: ~Copyable {
  private var panel: Panel
  private var position = 0
  private var stream: SeriesStream?

  /// Reads the whole file.
  init(
    reading input: InputOptions,
    future: CSVOptions.FutureFile?,
    covariates: CovariateOptions
  ) throws(CSVError) {
    var options = covariates.reading(input.csvOptions)
    options.future = future
    let (panel, report) = try Panel.reading(csv: input.file, options: options)
    self.panel = panel
    self.report = report
    stream = nil
  }

  /// Opens the file as a stream of grouped rows.
  ///
  /// An empty stream has no report.
  init(
    streaming input: InputOptions,
    future: CSVOptions.FutureFile?,
    covariates: CovariateOptions
  ) throws(CSVError) {
    panel = Panel([])
    var options = covariates.reading(input.csvOptions)
    options.future = future
    let opened = try SeriesStream(
      csv: input.file,
      frequency: input.frequency,
      options: options
    )
    report = opened.report
    stream = consume opened
  }

  /// What was found in the file, as far as it was read.
  private(set) var report: CSVReport?

  /// Puts the sums of a hierarchy before the series in memory.
  ///
  /// - Throws: `HierarchyFailure` where the series do not make up the hierarchy.
  mutating func aggregate(by choice: HierarchyChoice) throws(HierarchyFailure) -> Hierarchy {
    let hierarchy = try choice.hierarchy(of: panel)
    let own = Set(panel.map(\.id))
    if let node = hierarchy.nodes.first(where: { own.contains($0.id) }) {
      throw HierarchyFailure(fact: .repeated(id: node.id))
    }
    do throws(HierarchyError) {
      panel = try hierarchy.aggregated(panel)
    } catch {
      switch error {
      case .stamps: throw HierarchyFailure(fact: .stamps)
      case .ends(let series): throw HierarchyFailure(fact: .ends(series: series))
      }
    }
    return hierarchy
  }

  /// The series in memory; empty for a stream.
  var loaded: Panel { panel }

  /// How many series there are; nil for a stream.
  var count: Int? { stream == nil ? panel.count : nil }

  /// The next series, or nil at the end.
  mutating func next() throws(CSVError) -> Series? {
    if stream != nil {
      let series = try stream?.next()
      report = stream?.report
      return series
    }
    guard position < panel.count else { return nil }
    defer { position += 1 }
    return panel[position]
  }
}
