public import Foundation

/// The public data sets that tests compare themselves with where they are present.
///
/// They lie in the folder that the environment variable `ALMANAC_DATA` names, else in `shared/data`
/// beside the checkout or beside a folder above it.
public enum ReferenceData {
  /// The folder; nil where the data are absent.
  public static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["ALMANAC_DATA"].map { URL(filePath: $0) }
    var candidates = [named].compactMap(\.self)
    var place = URL(filePath: #filePath).deletingLastPathComponent()
    while place.path() != "/" {
      candidates.append(place.appending(path: "shared/data"))
      place.deleteLastPathComponent()
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0.path()) }
  }()

  /// Whether the data are there.
  public static var isPresent: Bool { folder != nil }

  /// The lines of a file, such as `m4/Hourly-train.csv.gz`; what is packed is unpacked.
  public static func lines(of name: String) throws -> [Substring] {
    guard let file = folder?.appending(path: name) else { throw CocoaError(.fileNoSuchFile) }
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name.hasSuffix(".gz") ? "zcat" : "cat", file.path()]
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
    // Bytes rather than characters: the files have megabytes.
    return String(decoding: data, as: UTF8.self).utf8.split { $0 == 10 || $0 == 13 }
      .map { Substring($0) }
  }

  /// The series of a file in the layout of the M4 competition: a header, then a row per series with
  /// the id first; empty cells end a series.
  public static func rows(of name: String) throws -> [(id: String, values: [Double])] {
    try lines(of: name).dropFirst().map { line in
      let cells = line.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
      return (String(cells[0]) ?? "", cells.dropFirst().compactMap { Double(Substring($0)) })
    }
  }
}
