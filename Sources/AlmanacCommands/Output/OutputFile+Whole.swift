internal import TimeSeries

extension OutputFile {
  /// Writes a whole file at once.
  static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    var file = try OutputFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
