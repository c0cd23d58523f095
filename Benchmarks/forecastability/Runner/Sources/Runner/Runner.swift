import Forecasting
import Foundation
import NeuralNetworks
import TimeSeries

/// Learns which errors `auto` is to be expected to make, and says how well they are foretold.
///
/// usage: Runner FOLDER [OUTPUT]
///
/// FOLDER is what `errors.py` has filled. Writes what is learnt from all series to OUTPUT; then prints for
/// every set, out of fold by series, the rank correlation of the expected with the achieved error, the share of
/// errors within the band, and that below it; how both errors move as the same series lose history; and the rank
/// correlation on the hours of M4 once more, in other folds.
@main
enum Runner {
  /// An example and where it is from.
  struct Row {
    var example: ExpectedErrors.Example
    var set: String
    /// Whether nothing of the series comes after.
    var isLatest: Bool
    var expected: ExpectedErrors.Band?
  }

  static func main() throws {
    let words = CommandLine.arguments
    guard (2...3).contains(words.count) else {
      print("usage: Runner FOLDER [OUTPUT]")
      exit(64)
    }
    var rows = try examples(in: words[1])
    if words.count > 2 {
      try ExpectedErrors(learningFrom: rows.map(\.example)).file.write(to: words[2])
    }
    let folds = 5
    for fold in 0..<folds {
      let learnt = ExpectedErrors(
        learningFrom: rows.filter { $0.example.series / 16 % folds != fold }.map(\.example)
      )
      for place in rows.indices where rows[place].example.series / 16 % folds == fold {
        rows[place].expected = learnt.band(of: rows[place].example.measures)
      }
    }
    report(rows)
    reportHistories(rows)
    reportHours(rows, folds: folds)
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
        // A series with several seasons, origins or starts is one source, which no fold may tear apart.
        let end = id.range(of: " less ", options: .backwards)?.lowerBound ?? id.endIndex
        let whole = name.range(of: " last ", options: .backwards)?.lowerBound ?? name.endIndex
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

  /// How many times an example counts. Histories as they are count twice as much as those cut short, but
  /// for the hours of clients, load and pedestrian: those sets have many of one kind each. M4 has hourly
  /// series of many kinds; its forecasts of two days count most.
  static func weight(in set: String, horizon: Int) -> Int {
    if set == "M4 Hourly" { return horizon == 48 ? 12 : 4 }
    return [" last ", "clients", "load", "pedestrian"].contains { set.contains($0) } ? 1 : 2
  }

  static func report(_ rows: [Row]) {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func two(_ value: Double) -> String { String(format: "%.3f", value) }
    print("set, rows: rank correlation of MASE, of sMAPE, share in the band, below it, unusual")
    let sets = Dictionary(grouping: rows, by: \.set)
    for name in sets.keys.sorted() + ["all"] {
      // One horizon, the longest, for each set: that errors grow with it is no news.
      let longest = sets[name]?.map(\.example.measures.horizon).max()
      let set = (sets[name] ?? rows).filter {
        $0.isLatest && $0.expected != nil && !$0.example.mase.isNaN
          && $0.example.measures.horizon == longest ?? $0.example.measures.horizon
      }
      let bands = set.compactMap(\.expected)
      let errors = set.map(\.example.mase)
      let inside = zip(bands, errors).count { $0.mase10 <= $1 && $1 <= $0.mase90 }
      let below = zip(bands, errors).count { $1 < $0.mase10 }
      print(
        pad(name, 22),
        pad("\(set.count)", 6),
        two(correlation(bands.map(\.mase50), errors)),
        two(correlation(bands.map(\.smape50), set.map(\.example.smape))),
        two(Double(inside) / Double(max(1, set.count))),
        two(Double(below) / Double(max(1, set.count))),
        two(Double(bands.count { $0.isFarOff }) / Double(max(1, set.count)))
      )
    }
  }

  /// The rank correlation of Spearman.
  static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    func ranks(_ values: [Double]) -> [Double] {
      var ranks = [Double](repeating: 0, count: values.count)
      for (rank, place) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
        ranks[place] = Double(rank)
      }
      return ranks
    }
    let (x, y) = (ranks(a), ranks(b))
    let middle = Double(a.count - 1) / 2
    let product = zip(x, y).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - middle) }
    let squares = x.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    return product / squares
  }
}
