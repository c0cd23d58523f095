import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

/// The folder of public data beside the repository, or where `ALMANAC_DATA` says.
private let dataFolder: String? = {
  if let folder = ProcessInfo.processInfo.environment["ALMANAC_DATA"] { return folder }
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  while folder.path != "/" {
    folder.deleteLastPathComponent()
    let data = folder.appendingPathComponent("shared/data").path
    if FileManager.default.fileExists(atPath: data) { return data }
  }
  return nil
}()

/// Counts and sums are those of pandas 2.3.3 on the same files.
@Suite("CSV files in the wild", .enabled(if: dataFolder != nil))
struct CSVDataTests {
  private func read(
    _ name: String,
    _ options: CSVOptions = CSVOptions()
  ) throws -> (panel: Panel, report: CSVReport) {
    try Panel.reading(csv: #require(dataFolder) + "/" + name, options: options)
  }

  private func sum(_ panel: Panel) -> Double {
    panel.reduce(0) { $0 + $1.values.reduce(0) { $1.isNaN ? $0 : $0 + $1 } }
  }

  @Test("M4: a row per series")
  func m4() throws {
    let (hourly, report) = try read("m4/Hourly-train.csv.gz")
    #expect(report.layout == .rows)
    #expect(hourly.count == 414)
    #expect(hourly[0].id == "H1")
    #expect(hourly[0].values.count == 700)
    #expect(hourly.reduce(0) { $0 + $1.values.count } == 353_500)
    #expect(abs(sum(hourly) / 1_981_780_885.7 - 1) < 1e-12)
    let (weekly, _) = try read("m4/Weekly-train.csv.gz")
    #expect(weekly.count == 359)
    #expect(weekly.reduce(0) { $0 + $1.values.count } == 366_912)
    #expect(abs(sum(weekly) / 1_399_638_664.7185345 - 1) < 1e-12)
  }

  @Test("the classic series: integers for stamps")
  func classic() throws {
    let (panel, report) = try read("classic/classic-long.csv.gz")
    #expect(panel.count == 125)
    #expect(report.rows == 86_148)
    #expect(report.frequency == Frequency(.integer))
    #expect(abs(sum(panel) / 299_011_557.2252312 - 1) < 1e-12)
    #expect(panel[id: "airpassengers"]?.values.prefix(2) == [112, 118])
  }

  @Test("Walmart: an id of two columns, weeks that end on Fridays")
  func walmart() throws {
    let (panel, report) = try read(
      "retail/walmart/train.csv.gz",
      options { $0.id = ["Store", "Dept"] }
    )
    #expect(panel.count == 3331)
    #expect(report.rows == 421_570)
    #expect(report.valueColumn == "Weekly_Sales")
    #expect(report.frequency == Frequency(.week(.friday)))
    #expect(abs(sum(panel) / 6_737_218_987.110001 - 1) < 1e-12)
    #expect(panel[0].index.start == .day(2010, 2, 5))
  }

  @Test("Rossmann: rows from the last day to the first")
  func rossmann() throws {
    let (panel, report) = try read(
      "retail/rossmann/sales_100_stores.csv.gz",
      options { $0.id = ["Store"] }
    )
    #expect(panel.count == 100)
    #expect(report.rows == 91_256)
    #expect(report.unsortedSeries == 100)
    #expect(report.frequency == Frequency(.day))
    #expect(sum(panel) == 506_047_586)
  }

  @Test("M5: a row per series behind text columns")
  func m5() throws {
    let (panel, report) = try read("retail/m5/sales_train_evaluation_sample.csv.gz")
    #expect(report.layout == .rows)
    #expect(panel.count == 432)
    #expect(panel[0].id == "FOODS_1_001_CA_1_evaluation")
    #expect(panel[0].values.count == 1941)
    #expect(sum(panel) == 1_309_849)
  }

  @Test("car parts: a column per series, with numbers for stamps")
  func carParts() throws {
    let (panel, report) = try read("retail/carparts.csv.gz")
    #expect(report.layout == .columns)
    #expect(panel.count == 2674)
  }
}
