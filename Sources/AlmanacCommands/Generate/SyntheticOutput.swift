internal import CommandLineKit
internal import TimeSeries

/// Made series on their way into a file: row by row where the layout allows it, so that a long output is
/// never whole in memory.
struct SyntheticOutput {
  private let table: SyntheticTable
  private let meter: ProgressMeter
  private var held: [SyntheticSeries] = []

  /// An output of so many series.
  init(_ table: SyntheticTable, count: Int, quiet: Bool, _ terminal: Terminal) {
    self.table = table
    meter = ProgressMeter("Making", total: count, unit: "series", on: terminal, isQuiet: quiet)
  }

  /// Writes the header.
  ///
  /// - Parameter longest: the steps of the longest series.
  func begin(_ file: inout OutputFile, longest: Int) throws(OutputError) {
    if table.isStreamed { try file.write(table.header(longest: longest)) }
  }

  /// Writes a series, or holds it until all are there.
  mutating func write(_ series: SyntheticSeries, to file: inout OutputFile) throws(OutputError) {
    if table.isStreamed { try file.write(table.rows(of: series)) } else { held.append(series) }
    meter.advance()
  }

  /// Writes what was held.
  func end(_ file: inout OutputFile) throws(OutputError) {
    if !table.isStreamed { try file.write(table.columns(of: held)) }
    meter.finish()
  }
}
