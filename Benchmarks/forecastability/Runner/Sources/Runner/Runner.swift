import Forecasting
import Foundation
import NeuralNetworks
import TimeSeries

/// Learns which errors `auto` is to be expected to make, and says what it would have foretold out of fold.
///
/// usage: Runner FOLDER LEARNT BANDS
///
/// FOLDER is what `errors.py` has filled. Writes what is learnt from all series to LEARNT, and to BANDS, for every
/// forecast, what trees that saw nothing of its series expect of it, moved by what the errors of other series call for
/// (the trees behind those errors learnt from this series, too): division 0 keeps sixteen neighbouring
/// series in one fold, divisions 1 to 5 are of hours alone, by series. `evaluate.py` goes on from there.
@main
enum Runner {
  /// An example and where it is from.
  struct Row {
    var example: ExpectedErrors.Example
    var set: String
    var id: String
    /// What it shares with the same series in other seasons, at other origins or changed.
    var source: String
    /// Whether nothing of the series comes after.
    var isLatest: Bool
  }

  /// What follows the name of a set whose series were changed.
  static let changes = [" last ", " noise ", " season ", " share ", " sum "]
  static let folds = 5

  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 4 else {
      print("usage: Runner FOLDER LEARNT BANDS")
      exit(64)
    }
    let rows = try examples(in: words[1])
    let start = Date()
    let (errors, bands) = ExpectedErrors.crossFitted(
      to: rows.map(\.example),
      folds: rows.map { $0.example.series / 16 % folds }
    )
    try errors.file.write(to: words[2])
    print("\(rows.count) rows, learnt in \(Int(Date().timeIntervalSince(start))) s")
    var lines = [
      "division,set,source,unique_id,period,horizon,latest,mase,smape,mase10,mase50,mase90,smape50,unusual"
    ]
    lines += self.lines(of: rows, bands: bands, division: 0)
    let hours = rows.filter(\.example.measures.isHourly)
    for division in 1...5 {
      let (_, bands) = ExpectedErrors.crossFitted(
        to: hours.map(\.example),
        folds: hours.map { fold(of: $0.example.series, division: UInt64(division)) }
      )
      lines += self.lines(of: hours, bands: bands, division: division)
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: words[3]))
  }

  static func lines(of rows: [Row], bands: [ExpectedErrors.Band?], division: Int) -> [String] {
    zip(rows, bands).compactMap { row, band in
      guard let band else { return nil }
      let (example, measures) = (row.example, row.example.measures)
      let numbers = [
        example.mase, example.smape, band.mase10, band.mase50, band.mase90, band.smape50,
      ]
      let words =
        ["\(division)", row.set, row.source, row.id, "\(measures.period)", "\(measures.horizon)"]
        + [row.isLatest ? "1" : "0"] + numbers.map { "\($0)" } + [band.isFarOff ? "1" : "0"]
      return words.joined(separator: ",")
    }
  }

  /// The fold of a series, drawn independently for each division: SplitMix64 of both (Steele, Lea and Flood 2014).
  static func fold(of series: Int, division: UInt64) -> Int {
    var z = (division << 32) &+ UInt64(series)
    z = z &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(folds))
  }

  static func examples(in folder: String) throws -> [Row] {
    var rows: [Row] = []
    var numbers: [String: Int] = [:]
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    for file in files where file.hasSuffix(" errors.csv") {
      let lines = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(
        whereSeparator: \.isNewline
      ).dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      guard let name = lines.first.map({ String($0[0]) }) else { continue }
      var options = CSVOptions()
      options.layout = .rows
      let panel = try Panel.reading(csv: "\(folder)/\(name).csv", options: options).panel
      let series = Dictionary(uniqueKeysWithValues: panel.map { ($0.id, $0.values) })
      let errors = Dictionary(grouping: lines) { String($0[1]) }
      let start = Date()
      var count = 0
      for id in panel.map(\.id) {
        guard let values = series[id], let lines = errors[id] else { continue }
        // A series with several seasons, origins or changes is one source, which no fold may tear apart.
        let end = id.range(of: " less ", options: .backwards)?.lowerBound ?? id.endIndex
        let whole = changes.compactMap { name.range(of: $0)?.lowerBound }.min() ?? name.endIndex
        let source = "\(name[..<whole]) \(id[..<end])"
        let number = numbers[source] ?? numbers.count
        numbers[source] = number
        let summary = SeriesSummary(values, period: Int(lines[0][2]) ?? 1)
        for line in lines {
          guard let horizon = Int(line[3]), let smape = Double(line[5]) else { continue }
          rows.append(
            Row(
              example: ExpectedErrors.Example(
                measures: ForecastabilityMeasures(values, summary: summary, horizon: horizon),
                mase: Double(line[4]) ?? .nan,
                smape: smape,
                series: number,
                weight: weight(in: name, horizon: horizon)
              ),
              set: file.replacing(" errors.csv", with: ""),
              id: id,
              source: source,
              isLatest: end == id.endIndex || id.hasSuffix(" less 0")
            )
          )
        }
        count += 1
      }
      let cost = Date().timeIntervalSince(start) * 1000 / Double(max(1, count))
      print("\(file): \(count) series, \((cost * 1000).rounded() / 1000) ms each")
    }
    return rows
  }

  /// How many times an example counts. Histories as they are count twice as much as changed ones, but
  /// for the hours of clients, load and pedestrian: those sets have many of one kind each. M4 has hourly
  /// series of many kinds; its forecasts of two days count most.
  static func weight(in set: String, horizon: Int) -> Int {
    if set == "M4 Hourly" { return horizon == 48 ? 12 : 4 }
    return (changes + ["clients", "load", "pedestrian"]).contains { set.contains($0) } ? 1 : 2
  }
}
