import AlmanacTesting
import Foundation
import Testing

/// Series that are legal but awkward: each gets a forecast of finite numbers, or a note that says why not.
@Suite("difficult series", .tags(.command))
struct DifficultSeriesTests {
  static let models = [
    "auto", "ets", "ses", "holt", "holt-winters", "theta", "optimized-theta",
    "dynamic-standard-theta", "dynamic-theta", "auto-theta", "arima", "mean", "naive",
    "seasonal-naive", "drift", "window-average", "seasonal-window-average", "croston",
    "croston-optimized", "croston-sba", "tsb", "adida", "imapa", "negative-binomial",
    "empirical-quantiles", "ensemble", "damped", "comb", "ces", "naive2", "mstl", "mfles", "flair",
  ]

  /// Values of one series; nil is an empty field.
  static let series: [(name: String, values: [String])] = [
    ("one", ["5"]),
    ("two", ["5", "7"]),
    ("constant", Array(repeating: "3", count: 30)),
    ("zero", Array(repeating: "0", count: 30)),
    ("missing", Array(repeating: "", count: 30)),
    ("holes", (0..<40).map { $0 % 3 == 1 ? "" : "\(10 + $0 % 7)" }),
    ("word-holes", (0..<40).map { $0 % 5 == 1 ? "NaN" : "\(10 + $0 % 7)" }),
    ("huge", (0..<40).map { "\(1 + $0 % 7)e15" }),
    ("tiny", (0..<40).map { "\(1 + $0 % 7)e-15" }),
    ("explosive", (0..<60).map { "1e\($0 * 2)" }),
    ("negative", (0..<40).map { "\(-50 + $0 % 7)" }),
    ("intermittent", (0..<60).map { $0 % 9 == 4 ? "2" : "0" }),
    ("late", Array(repeating: "", count: 20) + (0..<20).map { "\($0 % 7)" }),
    ("ended", (0..<20).map { "\($0 % 7)" } + Array(repeating: "", count: 20)),
  ]

  @Test("a panel of them finishes with every model, and every number is finite", arguments: models)
  func panelFinishes(model: String) throws {
    let folder = try TemporaryFolder()
    var text = "unique_id,ds,y\n"
    for series in Self.series {
      for (step, value) in series.values.enumerated() {
        text += "\(series.name),\(step + 1),\(value)\n"
      }
    }
    let path = try folder.path(of: Data(text.utf8))
    let outcome = try Tool.run([
      "forecast", path, "-m", model, "-n", "14", "--season", "7", "--notes", "--frequency", "1",
    ])
    #expect(outcome.code == 0)
    #expect(outcome.lines.count == 1 + 14 * Self.series.count)
    for line in outcome.lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = fields[2..<7].map { Double($0) }
      if fields[0] == "missing" {
        #expect(numbers.allSatisfy { $0 == nil })
        #expect(fields[7] == "there is no observation: nothing to forecast")
      } else {
        #expect(numbers.allSatisfy { $0?.isFinite == true }, "\(line)")
        if let low95 = numbers[3], let low80 = numbers[1], let high80 = numbers[2],
          let high95 = numbers[4]
        {
          #expect(low95 <= low80 && low80 <= high80 && high80 <= high95, "\(line)")
        }
      }
    }
  }

  @Test("rows in any order, and gaps, give the same forecast as in order with empty values")
  func orderDoesNotMatter() throws {
    let folder = try TemporaryFolder()
    let days = (1...28).map { String(format: "2024-02-%02d", $0) }
    let kept = days.filter { $0 != "2024-02-11" }
    let ordered = days.map { "a,\($0),\($0 == "2024-02-11" ? "" : $0.suffix(2))\n" }.joined()
    let shuffled = kept.sorted { $0.suffix(1) < $1.suffix(1) }.map { "a,\($0),\($0.suffix(2))\n" }
    let first = try folder.path(of: Data(("unique_id,ds,y\n" + ordered).utf8), as: "ordered.csv")
    let second = try folder.path(
      of: Data(("unique_id,ds,y\n" + shuffled.joined()).utf8),
      as: "shuffled.csv"
    )
    let one = try Tool.run(["forecast", first, "-n", "7"])
    let other = try Tool.run(["forecast", second, "-n", "7"])
    #expect(one.code == 0 && other.code == 0)
    #expect(one.output == other.output)
    #expect(one.lines.dropFirst().first?.hasPrefix("a,2024-02-29,") == true)
  }

  @Test("100,000 columns and a field of 30 MB are read")
  func extremes() throws {
    let folder = try TemporaryFolder()
    let ids = (0..<100_000).map { "s\($0)" }.joined(separator: ",")
    let row = Array(repeating: "1", count: 100_000).joined(separator: ",")
    let wide = "ds," + ids + "\n" + (1...3).map { "\($0),\(row)\n" }.joined()
    let path = try folder.path(of: Data(wide.utf8))
    let outcome = try Tool.run(["forecast", path, "-m", "naive", "-n", "1"])
    #expect(outcome.code == 0)
    #expect(outcome.lines.count == 100_001)

    let long = String(repeating: "x", count: 30_000_000)
    let huge = try folder.path(
      of: Data("unique_id,ds,y,remark\na,1,1,\"\(long)\"\na,2,2,\n".utf8),
      as: "huge.csv"
    )
    let read = try Tool.run(["forecast", huge, "-m", "naive", "-n", "1", "--levels", "80"])
    #expect(read.code == 0)
    #expect(read.lines.last?.hasPrefix("a,3,2.0,") == true)
  }

  @Test("ids with commas, quotes and line breaks come back as they were")
  func quotedIDs() throws {
    let input =
      "unique_id,ds,y\n\"a,b\",1,1\n\"a,b\",2,2\n\"say \"\"x\"\"\nagain\",1,3\n\"say \"\"x\"\"\nagain\",2,4\n"
    let outcome = try Tool.run(
      ["forecast", "-", "-m", "naive", "-n", "1", "--levels", "80"],
      input: Data(input.utf8)
    )
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("\n\"a,b\",3,2.0,"))
    #expect(outcome.output.contains("\n\"say \"\"x\"\"\nagain\",3,4.0,"))
  }

  @Test("the usual horizon is that of the time a step takes, however its frequency is spelled")
  func usualHorizon() throws {
    let input = Data("unique_id,ds,y\na,2024-02-01 00:00,1\n".utf8)
    for (frequency, horizon) in [("h", 48), ("60min", 48), ("2h", 48), ("15min", 96), ("24h", 14)] {
      let outcome = try Tool.run(["forecast", "-", "-m", "naive", "-f", frequency], input: input)
      #expect(outcome.lines.count == 1 + horizon, "\(frequency): \(outcome.errors)")
    }
  }

  @Test("--explain says which model was used, and why")
  func explained() throws {
    let input = "unique_id,ds,y\na,1,5\nb,1,1\nb,2,3\nb,3,0\nb,4,0\n"
    let command = "almanac forecast - -m seasonal-naive --season 3 -n 1 --levels 80 -q --explain"
    let table = try Tool.shell("printf '\(input.replacing("\n", with: "\\n"))' | \(command)")
    let lines = table.output.split(separator: "\n")
    #expect(lines[0].hasSuffix("SeasonalNaive-hi-80,SeasonalNaive-used,SeasonalNaive-reason"))
    #expect(
      lines[1].contains(#",Naive,"SeasonalNaive needs 4 observations, there is 1: used Naive; "#)
    )
    #expect(lines[2].hasSuffix(",SeasonalNaive(3),"))
    let object = try Tool.shell(
      "printf '\(input.replacing("\n", with: "\\n"))' | \(command) --json --retired 2 | tail -1"
    )
    #expect(
      object.output.contains(#""SeasonalNaive-used":"Retired(2)","SeasonalNaive-reason":"""#)
    )
  }
}
