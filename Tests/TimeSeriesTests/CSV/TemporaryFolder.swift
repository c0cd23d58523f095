import Foundation
import TimeSeries

/// A folder for the files of one test, deleted with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file; returns its path.
  func file(_ bytes: some Sequence<UInt8>, name: String = "data.csv") throws -> String {
    try Data(Array(bytes)).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// What a file holds.
  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The files in the folder.
  var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? []
  }
}

/// Reads a text as a CSV file.
func reading(
  _ text: String,
  _ options: CSVOptions = CSVOptions()
) throws -> (panel: Panel, report: CSVReport) {
  let folder = try TemporaryFolder()
  return try Panel.reading(csv: folder.file(text.utf8), options: options)
}

/// The error that reading a text throws, or nil.
func failure(_ text: String, _ options: CSVOptions = CSVOptions()) throws -> CSVError? {
  try failure(bytes: text.utf8, options)
}

/// The error that reading bytes throws, or nil.
func failure(
  bytes: some Sequence<UInt8>,
  _ options: CSVOptions = CSVOptions()
) throws -> CSVError? {
  let folder = try TemporaryFolder()
  let path = try folder.file(bytes)
  do throws(CSVError) {
    _ = try Panel.reading(csv: path, options: options)
    return nil
  } catch {
    return error
  }
}

/// Options with something changed.
func options(_ change: (inout CSVOptions) -> Void) -> CSVOptions {
  var options = CSVOptions()
  change(&options)
  return options
}

/// Values in a form that can be compared when some are missing.
func spelled(_ values: [Double]) -> [String] { values.map { $0.isNaN ? "-" : "\($0)" } }

extension Timestamp {
  /// A day.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Timestamp {
    Timestamp(year: year, month: month, day: day)
  }
}
