/// The series of a long CSV file one by one, each as soon as its last row is read.
///
/// The rows of a series have to come together and in the order of time; it is checked that they do.
/// Memory holds one series, and 64 bits for each id that has been. Nothing about a series depends on
/// the others, so the frequency has to be given.
///
///     var stream = try SeriesStream(csv: "-", frequency: Frequency(.day))
///     while let series = try stream.next() { … }
public struct SeriesStream: ~Copyable, Sendable {
  private var reader: LongReader?
  private var assembly: SeriesAssembly?
  /// What was read and left out so far; nil for an empty file.
  public private(set) var report: CSVReport?

  /// Opens a file; `-` is standard input. An empty one, or one with just a header, has no series.
  ///
  /// - Parameter frequency: the spacing of the series; nil only for a file without time column.
  /// - Throws: `CSVError` if the file cannot be read, its columns are not those of the long layout,
  ///   or the frequency is missing.
  public init(
    csv path: String,
    frequency: Frequency?,
    options: CSVOptions = CSVOptions()
  ) throws(CSVError) {
    var options = options
    options.frequency = frequency
    do throws(CSVError) {
      var opened = try CSVOpening(path: path, options: options)
      let plan = opened.plan
      guard plan.layout == .long else {
        throw CSVError(.notGroupable(plan.layout), file: path, line: 1)
      }
      if plan.time != nil, frequency == nil {
        throw CSVError(.missingFrequency, file: path)
      }
      opened.report.frequency =
        plan.time == nil ? Frequency(.integer) : frequency ?? opened.report.frequency
      let report = opened.report
      self.report = report
      assembly = SeriesAssembly(
        file: path,
        format: opened.format,
        frequency: report.frequency,
        isFrequencyInferred: false,
        isGrouped: true,
        hasID: !plan.id.isEmpty,
        options: options,
        columns: .init(covariates: report.covariateColumns, attributes: report.attributeColumns),
        future: opened.future
      )
      reader = opened.longReader(options: options, isGrouped: true)
    } catch {
      guard error.fact == .emptyFile || error.fact == .headerOnly else { throw error }
      reader = nil
      assembly = nil
      report = nil
    }
  }

  /// The next series; nil at the end of the file.
  ///
  /// - Throws: `CSVError` for a row that cannot be read, and where the order of the rows is not what
  ///   was promised. The stream is of no further use then.
  public mutating func next() throws(CSVError) -> Series? {
    while reader != nil, let rows = try reader?.readSeries() {
      guard var current = reader?.report, let assembly else { return nil }
      let series = try assembly.series(rows, report: &current)
      reader?.goOn(with: current)
      report = current
      if let series { return series }
    }
    return nil
  }
}
