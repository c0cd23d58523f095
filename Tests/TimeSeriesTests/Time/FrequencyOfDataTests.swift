import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("The frequency of public data", .enabled(if: ReferenceData.isPresent))
struct FrequencyOfDataTests {
  /// The cells of a line of CSV without doubled quotes.
  static func cells(_ line: Substring) -> [Substring.UTF8View.SubSequence] {
    var isQuoted = false
    return line.utf8.split(omittingEmptySubsequences: false) { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == UInt8(ascii: ",") && !isQuoted
    }
  }

  static func stamp(_ text: some Sequence<UInt8>, as format: TimestampFormat) -> Timestamp? {
    let bytes = Array(text)
    return format.timestamp(from: bytes.span)
  }

  @Test(
    "it is found from text to name",
    arguments: [
      ("fpp3/PBS.csv.gz", 0, [1, 2, 3, 5], "YYYY Mon", "MS"),
      ("fpp3/tourism.csv.gz", 0, [1, 2, 3], "YYYY Qn", "QS-JAN"),
      ("fpp3/gafa_stock.csv.gz", 1, [0], "YYYY-MM-DD", "B"),
      ("fpp3/pedestrian.csv.gz", 1, [0], "YYYY-MM-DDTHH:MM:SSZ", "h"),
      ("fpp3/vic_elec.csv.gz", 0, [], "YYYY-MM-DDTHH:MM:SSZ", "30min"),
      ("retail/walmart/train.csv.gz", 2, [0, 1], "YYYY-MM-DD", "W-FRI"),
      ("retail/rossmann/sales_100_stores.csv.gz", 2, [0], "YYYY-MM-DD", "D"),
      ("retail/orange_juice_dominicks.csv.gz", 2, [0, 1], "integer", "1"),
      ("multivariate/ETTm1.csv.gz", 0, [], "YYYY-MM-DD HH:MM:SS", "15min"),
      ("multivariate/PJME_hourly.csv.gz", 0, [], "YYYY-MM-DD HH:MM:SS", "h"),
      ("multivariate/weather.csv.gz", 0, [], "YYYY-MM-DD HH:MM:SS", "10min"),
      ("multivariate/national_illness.csv.gz", 0, [], "YYYY-MM-DD HH:MM:SS", "W-TUE"),
    ] as [(String, Int, [Int], String, String)]
  )
  func known(file: String, time: Int, ids: [Int], pattern: String, name: String) throws {
    let rows = try ReferenceData.lines(of: file).dropFirst().prefix(150_000)
    let samples = rows.prefix(1000).map { Self.cells($0)[time] }
    let detection = TimestampFormat.detected(in: samples)
    guard case .format(let format) = detection else {
      Issue.record("\(detection)")
      return
    }
    #expect(format.description == pattern)

    var series: [[String]: TimestampRuns] = [:]
    for row in rows {
      let cells = Self.cells(row)
      let stamp = try #require(Self.stamp(cells[time], as: format))
      series[ids.map { String(Substring(cells[$0])) }, default: TimestampRuns()].append(stamp)
    }
    var inference = FrequencyInference(integers: format.isInteger)
    for stamps in series.values { inference.add(stamps) }
    #expect(try inference.frequency().description == name)
  }
}
