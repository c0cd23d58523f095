internal import TimeSeries

extension CSVReport {
  /// What was done with the file that its owner may not expect, a sentence each.
  var remarks: [String] {
    var remarks: [String] = []
    if skippedRows > 0 {
      remarks.append("\(skippedRows) \(skippedRows == 1 ? "row" : "rows") left out:")
      remarks += skipped.prefix(3).map { "  \($0.prose)" }
      if skippedRows > 3 { remarks.append("  and \(skippedRows - 3) more") }
    }
    if duplicates > 0 {
      let observations = duplicates == 1 ? "1 observation was" : "\(duplicates) observations were"
      remarks.append("\(observations) combined with others of the same time")
    }
    if futureSurplus > 0 {
      remarks.append(
        "\(futureSurplus) \(futureSurplus == 1 ? "id" : "ids") of the file of the future without a series"
      )
    }
    if timeFormat?.isZoned == true {
      remarks.append("the times carry offsets: read and written as UTC")
    }
    return remarks
  }
}
