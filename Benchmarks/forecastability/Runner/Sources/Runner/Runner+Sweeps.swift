import Forecasting
import Foundation
import TimeSeries

extension Runner {
  /// Prints the medians of both errors over the series that are there with every length of history, and the
  /// rank correlations of their medians over the lengths.
  static func reportHistories(_ rows: [Row]) {
    print("histories: length, series, sMAPE expected, achieved, MASE expected, achieved")
    struct Length {
      var steps: Int
      var rows: [Int: Row]
    }
    var families: [String: [Length]] = [:]
    for (set, rows) in Dictionary(grouping: rows, by: \.set) {
      // "M4 Hourly last 72 24": a length and a season; a set that is whole has the season alone.
      var words = set.split(separator: " ").map(String.init)
      let season = words.removeLast()
      var steps = Int.max
      if words.count > 2, words[words.count - 2] == "last", let length = Int(words.last ?? "") {
        steps = length
        words.removeLast(2)
      }
      let longest = rows.map(\.example.measures.horizon).max()
      let latest = rows.filter {
        $0.isLatest && $0.expected != nil && !$0.example.mase.isNaN
          && $0.example.measures.horizon == longest
      }
      families[(words + [season]).joined(separator: " "), default: []].append(
        Length(
          steps: steps,
          rows: Dictionary(latest.map { ($0.example.series, $0) }) { one, _ in one }
        )
      )
    }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    for family in families.keys.sorted() {
      let lengths = (families[family] ?? []).filter { !$0.rows.isEmpty }.sorted {
        $0.steps > $1.steps
      }
      guard lengths.count > 2 else { continue }
      let common = lengths.dropFirst().reduce(Set(lengths[0].rows.keys)) {
        $0.intersection($1.rows.keys)
      }
      guard common.count > 20 else { continue }
      let table = lengths.map { length in
        let own = common.compactMap { length.rows[$0] }
        return [
          median(own.compactMap { $0.expected?.smape50 }), median(own.map(\.example.smape)),
          median(own.compactMap { $0.expected?.mase50 }), median(own.map(\.example.mase)),
        ]
      }
      for (length, medians) in zip(lengths, table) {
        let steps = length.steps == .max ? "whole" : "\(length.steps)"
        let numbers = medians.map { String(format: "%.3f", $0) }.joined(separator: " ")
        print("  \(family): \(steps), \(common.count): \(numbers)")
      }
      func column(_ place: Int) -> [Double] { table.map { $0[place] } }
      print(
        "  \(family): rank correlation of sMAPE",
        String(format: "%.2f,", correlation(column(0), column(1))),
        "of MASE",
        String(format: "%.2f", correlation(column(2), column(3)))
      )
    }
  }

  /// Prints the rank correlation of MASE on the hours of M4 for five other divisions into folds, drawn
  /// independently. Hours are learnt from hours alone, so that nothing else is needed.
  static func reportHours(_ rows: [Row], folds: Int) {
    let hours = rows.filter(\.example.measures.isHourly)
    var correlations: [Double] = []
    for seed in 1...5 as ClosedRange<UInt64> {
      func fold(_ row: Row) -> Int {
        // SplitMix64 of series and seed (Steele, Lea and Flood 2014).
        var z = (seed << 32) &+ UInt64(row.example.series)
        z = z &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(folds))
      }
      var (expected, achieved): ([Double], [Double]) = ([], [])
      for part in 0..<folds {
        let learnt = ExpectedErrors(
          learningFrom: hours.filter { fold($0) != part }.map(\.example)
        )
        for row in hours
        where row.set == "M4 Hourly 24" && row.isLatest && row.example.measures.horizon == 48
          && fold(row) == part
        {
          guard let band = learnt.band(of: row.example.measures) else { continue }
          expected.append(band.mase50)
          achieved.append(row.example.mase)
        }
      }
      correlations.append(correlation(expected, achieved))
    }
    let numbers = correlations.map { String(format: "%.3f", $0) }.joined(separator: " ")
    print("hours of M4, rank correlation of MASE in other folds: \(numbers)")
  }
}
