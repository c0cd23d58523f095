/// The observations of one series as a file gives them: in any order, with gaps and duplicates.
struct SeriesRows: Sendable {
  var id: String
  var values: [Double] = []
  /// The stamps, as many as values; none in a file without a time column.
  var stamps = TimestampRuns()
  /// The lines that the values come from.
  var lines = LineRuns()

  /// The covariates of each value, row after row; empty where none are read.
  var covariates: [Double] = []
  /// The attributes of the series, as the bytes of their first row; empty where none are read.
  var attributes: [[UInt8]] = []

  /// How the id is divided among its columns, if that is not evident; see `CSVInput.division`.
  var division: [Int]

  init(id: String, division: [Int] = []) {
    self.id = id
    self.division = division
  }
}
