/// The spacing that the series of a file have in common.
enum PanelFrequency {
  /// Infers the frequency from the stamps of all series.
  ///
  /// - Throws: `CSVError` if the series have several, or no frequency explains their stamps.
  static func inferred(
    from rows: [SeriesRows],
    format: TimestampFormat,
    file: String
  ) throws(CSVError) -> Frequency {
    var inference = FrequencyInference(integers: format.isInteger)
    for one in rows { inference.add(one.stamps) }
    do throws(FrequencyError) {
      return try inference.frequency()
    } catch {
      // One number per series: any step will do.
      if format.isInteger, error == .singleStamp { return Frequency(.integer) }
      var first: Frequency?
      for one in rows {
        guard let own = own(of: one.stamps, format: format) else { continue }
        if let first, own != first {
          throw CSVError(
            .mixedFrequencies(own, panel: first),
            file: file,
            line: one.lines[0],
            series: one.id
          )
        }
        first = own
      }
      guard case .irregular(let best, let share) = error else {
        throw CSVError(.unknownFrequency(best: nil, share: 0), file: file)
      }
      throw CSVError(.unknownFrequency(best: best, share: share), file: file)
    }
  }

  /// The frequency of a series that steps evenly from its first stamp to its last; nil for others.
  static func own(of stamps: TimestampRuns, format: TimestampFormat) -> Frequency? {
    guard stamps.runs.count == 1, stamps.count >= 4 else { return nil }
    return try? FrequencyInference.frequency(of: stamps, integers: format.isInteger)
  }
}
