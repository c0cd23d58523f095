import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("Reading covariates and attributes")
struct CovariateReadingTests {
  static let sales = #"""
    unique_id,kind,ds,price,y,promo
    a,food,2024-01-01,1.5,1,true
    a,food,2024-01-02,,2,FALSE
    b,"non ""food""",2024-01-01,3,3,True
    b,"non ""food""",2024-01-03,4,4,false

    """#
  static let all = options {
    $0.covariates = .all
    $0.attributes = .all
  }

  @Test("numbers and flags become covariates, words attributes, in the order of the columns")
  func all() throws {
    let (panel, report) = try reading(Self.sales, Self.all)
    #expect(report.covariateColumns == ["price", "promo"])
    #expect(report.attributeColumns == ["kind"])
    #expect(report.otherColumns.isEmpty)
    #expect(panel[0].covariates.map(\.name) == ["price", "promo"])
    #expect(panel[0].covariates.map { spelled($0.values) } == [["1.5", "-"], ["1.0", "0.0"]])
    #expect(panel[0].attributes == [Attribute(name: "kind", value: "food")])
    #expect(panel[1].attributes == [Attribute(name: "kind", value: "non \"food\"")])
  }

  @Test("a stamp that is missing has no covariates either")
  func gap() throws {
    let (panel, _) = try reading(Self.sales, Self.all)
    #expect(spelled(panel[1].values) == ["3.0", "-", "4.0"])
    #expect(spelled(panel[1].covariates[0].values) == ["3.0", "-", "4.0"])
  }

  @Test("nothing is read that was not asked for")
  func none() throws {
    let (panel, report) = try reading(Self.sales)
    #expect(panel.allSatisfy { $0.covariates.isEmpty && $0.attributes.isEmpty })
    #expect(report.otherColumns.map(\.name) == ["kind", "price", "promo"])
    let named = options { $0.covariates = .named(["promo"]) }
    #expect(try reading(Self.sales, named).panel[0].covariates.map(\.name) == ["promo"])
    let missing = try failure(Self.sales, options { $0.covariates = .named(["prise"]) })
    #expect(
      missing?.fact
        == .missingColumn(
          .covariate,
          name: "prise",
          found: ["unique_id", "kind", "ds", "price", "y", "promo"]
        )
    )
    let wide = try failure("ds,a\n2024-01-01,1\n", options { $0.covariates = .named(["a"]) })
    #expect(wide?.fact == .noOtherColumns(.columns))
  }

  @Test("rows out of order take their covariates along, and merged ones average them")
  func order() throws {
    let text = """
      unique_id,ds,y,price
      a,2024-01-03,3,30
      a,2024-01-01,1,10
      a,2024-01-02,2,20
      a,2024-01-02,5,22

      """
    for (policy, price) in [
      (CSVOptions.DuplicatePolicy.sum, 21.0), (.mean, 21), (.last, 22),
    ] {
      let options = options {
        $0.covariates = .all
        $0.duplicates = policy
      }
      let series = try reading(text, options).panel[0]
      #expect(series.covariates[0].values == [10, price, 30])
    }
  }

  @Test("an attribute that changes is an error at its place", arguments: [2, 40])
  func changing(rows: Int) throws {
    // The second row is read as the first of a spelling, later ones in the plain way.
    var text = "unique_id,ds,y,kind\n"
    for row in 0..<rows { text += "a,\(row),1,\(row == rows - 1 ? "drink" : "food")\n" }
    let error = try failure(text, Self.all)
    #expect(error?.fact == .attributeChanged(text: "drink", earlier: "food", earlierLine: 2))
    #expect(error?.location.line == rows + 1)
    #expect(error?.location.columnName == "kind")
    #expect(error?.location.series == "a")
  }

  @Test("a covariate that is no number is an error at its place")
  func words() throws {
    let text = "unique_id,ds,y,price\na,1,1,1\na,2,1,cheap\na,3,1,inf\n"
    let named = options { $0.covariates = .named(["price"]) }
    let error = try failure(text, named)
    #expect(error?.fact == .notACovariate(text: "cheap"))
    #expect(error?.location.line == 3)
    #expect(error?.location.columnName == "price")
    #expect(try failure(text.replacing("cheap", with: "2"), named)?.fact == .infinite(text: "inf"))
  }

  @Test("a stream gives the same series as the panel")
  func streamed() throws {
    var text = "unique_id,ds,price,y,kind\n"
    for series in 0..<20 {
      for day in 1...28 {
        let price = day % 5 == 0 ? "" : "\(series).\(day)"
        text +=
          "s\(series),2024-02-\(day < 10 ? "0" : "")\(day),\(price),\(day),\"k\(series % 3)\"\n"
      }
    }
    var options = Self.all
    options.frequency = Frequency(.day)
    let panel = try reading(text, options).panel
    let folder = try TemporaryFolder()
    var stream = try SeriesStream(
      csv: folder.file(text.utf8),
      frequency: Frequency(.day),
      options: options
    )
    var count = 0
    while let series = try stream.next() {
      #expect(series.attributes == panel[count].attributes)
      #expect(spelled(series.covariates[0].values) == spelled(panel[count].covariates[0].values))
      count += 1
    }
    #expect(count == panel.count)
  }
}
