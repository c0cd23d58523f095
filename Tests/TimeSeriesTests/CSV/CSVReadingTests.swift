import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("Reading CSV")
struct CSVReadingTests {
  static let days = """
    unique_id,ds,y
    a,2024-01-01,1
    a,2024-01-02,2.5
    b,2024-01-05,-3
    b,2024-01-06,4e2

    """

  @Test("a long file becomes series in the order in which their ids appear")
  func long() throws {
    let (panel, report) = try reading(Self.days)
    #expect(panel.map(\.id) == ["a", "b"])
    #expect(panel.map(\.values) == [[1, 2.5], [-3, 400]])
    #expect(panel[0].index.start == .day(2024, 1, 1))
    #expect(panel[1].index.start == .day(2024, 1, 5))
    #expect(panel[0].index.frequency == Frequency(.day))
    #expect(report.layout == .long)
    #expect(report.rows == 4)
    #expect(report.idColumns == ["unique_id"])
    #expect(report.timeColumn == "ds")
    #expect(report.valueColumn == "y")
    #expect(report.timeFormat == .day)
    #expect(report.isFrequencyInferred)
  }

  @Test("line ends, byte order mark, a missing last line end and blank lines change nothing")
  func lineEnds() throws {
    let plain = try reading(Self.days).panel
    let lines = Self.days.split(separator: "\n").joined(separator: "\n")
    for text in [
      lines, "\u{FEFF}" + lines, lines.replacingOccurrences(of: "\n", with: "\r\n"),
      lines.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n",
      lines.replacingOccurrences(of: "\n", with: "\r"),
      lines.replacingOccurrences(of: "\n", with: "\r") + "\r",
      lines.replacingOccurrences(of: "\n", with: "\n\n") + "\n\n\n",
      "\n\r\n" + lines.replacingOccurrences(of: "\n", with: "\r\n\r\n"),
    ] {
      #expect(try reading(text).panel.series == plain.series)
    }
  }

  @Test("semicolons, tabs and bars separate too, and decimals may have a comma")
  func separators() throws {
    let plain = try reading(Self.days).panel.series
    for separator in [";", "\t", "|"] {
      let text = Self.days.replacingOccurrences(of: ",", with: separator)
      #expect(try reading(text).panel.series == plain)
      let comma = text.replacingOccurrences(of: ".", with: ",")
      #expect(try reading(comma, options { $0.decimalComma = true }).panel.series == plain)
    }
    let odd = Self.days.replacingOccurrences(of: ",", with: "^")
    let given = options { $0.separator = UInt8(ascii: "^") }
    #expect(try reading(odd, given).panel.series == plain)
  }

  @Test("quoted fields may hold separators, quotes and line ends")
  func quotes() throws {
    let (panel, report) = try reading(
      #"""
      "unique_id","ds","y"
      "a,b","2024-01-01","1"
      "a,b","2024-01-02",2
      "say ""hi""",2024-01-01,3
      "say ""hi""",2024-01-02,"4"
      "two
      lines",2024-01-01,5
      "two
      lines",2024-01-02,6
      plain,2024-01-01,7
      "plain",2024-01-02,8
      "",2024-01-01,9
      ,2024-01-02,10
      """#
    )
    #expect(panel.map(\.id) == ["a,b", "say \"hi\"", "two\nlines", "plain", ""])
    #expect(panel.map(\.values) == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])
    #expect(report.rows == 10)
  }

  @Test("missing values have many names, and are kept as missing")
  func missing() throws {
    let (panel, _) = try reading(
      "unique_id,ds,y\na,1,NA\na,2,\na,3,\"\"\na,4,7\na,5, nan \na,6,null\na,7,-\n"
    )
    #expect(spelled(panel[0].values) == ["-", "-", "-", "7.0", "-", "-", "-"])
  }

  @Test("spaces around stamps and numbers are ignored")
  func spaces() throws {
    let (panel, _) = try reading("unique_id, ds , y\na, 2024-01-01 , 1 \na,2024-01-02,  2\n")
    #expect(panel[0].values == [1, 2])
    #expect(panel[0].index.start == .day(2024, 1, 1))
  }

  @Test("missing stamps become gaps")
  func gaps() throws {
    let (panel, report) = try reading(
      "unique_id,ds,y\na,2024-01-01,1\na,2024-01-02,2\na,2024-01-05,5\nb,2024-02-01,1\nb,2024-02-02,2\n"
    )
    #expect(spelled(panel[0].values) == ["1.0", "2.0", "-", "-", "5.0"])
    #expect(panel[1].values == [1, 2])
    #expect(report.gaps == 2)
  }

  @Test("rows in any order give the same panel", .tags(.property), arguments: [1, 2, 3])
  func order(seed: UInt64) throws {
    var bits = Noise(state: seed)
    var rows: [String] = []
    for i in 0..<7 {
      for t in 0..<50 where t % 11 != i || t < 2 || t > 47 {
        rows.append(
          "s\(i),\(2000 + t / 12)-\(t % 12 < 9 ? "0" : "")\(t % 12 + 1)-01,\(i * 100 + t)"
        )
      }
    }
    let header = "unique_id,ds,y\n"
    let sorted = try reading(header + rows.joined(separator: "\n"), Self.monthly).panel
    rows.shuffle(using: &bits)
    let shuffled = try reading(header + rows.joined(separator: "\n"), Self.monthly)
    #expect(shuffled.report.unsortedSeries == 7)
    for series in sorted {
      let other = try #require(shuffled.panel[id: series.id])
      #expect(other.index == series.index)
      #expect(spelled(other.values) == spelled(series.values))
    }
  }

  static let monthly = options { $0.frequency = Frequency("MS") }

  @Test("a file ordered by time reads like one ordered by id")
  func byTime() throws {
    var byID = "unique_id,ds,y\n"
    var byTime = byID
    for i in 0..<300 {
      for t in 1...20 { byID += "item\(i),\(t),\(i).\(t)\n" }
    }
    for t in 1...20 {
      for i in 0..<300 { byTime += "item\(i),\(t),\(i).\(t)\n" }
    }
    #expect(try reading(byID).panel.series == reading(byTime).panel.series)
  }

  @Test("other columns are passed over and reported")
  func otherColumns() throws {
    let (panel, report) = try reading(
      #"""
      store,unique_id,promo,ds,note,y
      s1,a,1,2024-01-01,"x, ""y""",10
      s1,a,0,2024-01-02,plain,11
      s2,b,0,2024-01-01,,12
      s2,b,,2024-01-02,"q",13
      """#
    )
    #expect(panel.map(\.values) == [[10, 11], [12, 13]])
    #expect(
      report.otherColumns == [
        .init(name: "store", isNumeric: false), .init(name: "promo", isNumeric: true),
        .init(name: "note", isNumeric: false),
      ]
    )
  }

  @Test("an id of several columns is joined, in the order asked for")
  func severalIDColumns() throws {
    let text =
      "Store,Date,Dept,Weekly_Sales,IsHoliday\n1,2010-02-05,3,5.5,FALSE\n1,2010-02-12,3,6,TRUE\n11,2010-02-05,3,7,FALSE\n"
    let (panel, report) = try reading(text, options { $0.id = ["Dept", "Store"] })
    #expect(panel.map(\.id) == ["3/1", "3/11"])
    #expect(panel.map(\.values) == [[5.5, 6], [7]])
    #expect(report.valueColumn == "Weekly_Sales")
    #expect(report.timeColumn == "Date")
  }

  @Test("columns are found by their usual names, and can be named")
  func names() throws {
    #expect(try reading("id,t,value\nx,1,5\nx,2,6\n").panel.map(\.id) == ["x"])
    #expect(
      try reading("Series,Month,Sales\nx,2024-01,5\nx,2024-02,6\n").panel[0].values == [5, 6]
    )
    let named = options {
      $0.id = ["k"]
      $0.time = "when"
      $0.value = "v2"
    }
    let (panel, _) = try reading("v1,k,when,v2\n1,a,2024-01-01,3\n2,a,2024-01-02,4\n", named)
    #expect(panel[0].values == [3, 4])
  }

  @Test("without an id column there is one series, named for its value")
  func oneSeries() throws {
    let (panel, _) = try reading("Date,Sales\n2024-01-01,1\n2024-01-02,2\n")
    #expect(panel.map(\.id) == ["Sales"])
    #expect(panel[0].values == [1, 2])
  }

  @Test("without a time column the rows are numbered from 1")
  func noTime() throws {
    let (panel, _) = try reading("unique_id,y\na,1\nb,5\na,2\n")
    #expect(panel.map(\.values) == [[1, 2], [5]])
    #expect(panel[0].index.start == Timestamp(1))
    #expect(panel[0].index.frequency == Frequency(.integer))
  }

  @Test("a column per series")
  func columns() throws {
    let (panel, report) = try reading(
      "date,a,b,c\n2024-01-01,1,,\n2024-01-02,2,5,\n2024-01-03,,6,\n2024-01-04,4,NA,\n"
    )
    #expect(report.layout == .columns)
    #expect(panel.map(\.id) == ["a", "b", "c"])
    #expect(spelled(panel[0].values) == ["1.0", "2.0", "-", "4.0"])
    #expect(panel[1].values == [5, 6])
    #expect(panel[1].index.start == .day(2024, 1, 2))
    #expect(spelled(panel[2].values) == ["-", "-", "-", "-"])
    let shuffled = try reading(
      "date,a,b,c\n2024-01-04,4,NA,\n2024-01-02,2,5,\n2024-01-01,1,,\n2024-01-03,,6,\n",
      options { $0.frequency = Frequency(.day) }
    ).panel
    for i in 0..<2 {
      #expect(spelled(shuffled[i].values) == spelled(panel[i].values))
      #expect(shuffled[i].index.start == panel[i].index.start)
    }
  }

  @Test("a row per series, of different lengths")
  func rows() throws {
    let (panel, report) = try reading(
      "\"V1\",\"V2\",\"V3\",\"V4\"\n\"H1\",\"605\",\"586\",\"586.5\"\n\"H2\",1,,\nH3,1,NA,3\nH4,2\n"
    )
    #expect(report.layout == .rows)
    #expect(panel.map(\.id) == ["H1", "H2", "H3", "H4"])
    #expect(
      panel.map { spelled($0.values) } == [
        ["605.0", "586.0", "586.5"], ["1.0"], ["1.0", "-", "3.0"], ["2.0"],
      ]
    )
  }

  @Test("in a row per series, text columns before the values are passed over or name the series")
  func attributes() throws {
    let text = "id,dept,store,d_1,d_2,d_3\nx_1,x,1,3,0,1\ny_1,y,1,0,0,2\n"
    #expect(try reading(text, options { $0.layout = .rows }).panel.map(\.id) == ["x_1", "y_1"])
    let (panel, _) = try reading(text, options { $0.id = ["dept", "store"] })
    #expect(panel.map(\.id) == ["x/1", "y/1"])
    #expect(panel.map(\.values) == [[3, 0, 1], [0, 0, 2]])
  }

  @Test("gzip is read, also in several members")
  func gzip() throws {
    let folder = try TemporaryFolder()
    let half = Self.days.utf8.count / 2
    var whole = try OutputFile(path: folder.path("whole.csv.gz"))
    try whole.write(Array(Self.days.utf8))
    try whole.commit()
    var a = try OutputFile(path: folder.path("a.gz"))
    try a.write(Array(Self.days.utf8.prefix(half)))
    try a.commit()
    var b = try OutputFile(path: folder.path("b.gz"))
    try b.write(Array(Self.days.utf8.dropFirst(half)))
    try b.commit()
    let plain = try reading(Self.days).panel.series
    #expect(try Panel(csv: folder.path("whole.csv.gz")).series == plain)
    let parts = try ["a.gz", "b.gz"].map {
      try Data(contentsOf: folder.url.appendingPathComponent($0))
    }
    let joined = try folder.file(parts[0] + parts[1] + Data(count: 100), name: "joined")
    #expect(try Panel(csv: joined).series == plain)
    let cut = try folder.file(parts[0].dropLast(5), name: "cut")
    #expect(throws: CSVError(.gzipDamaged, file: cut)) { try Panel(csv: cut) }
  }

  @Test("100,000 columns are no obstacle")
  func manyColumns() throws {
    let n = 100_000
    let header = "ds," + (1...n).map { "c\($0)" }.joined(separator: ",")
    let rows = (1...3).map { day in
      "2024-01-0\(day)," + repeatElement("\(day).5", count: n).joined(separator: ",")
    }
    let (panel, _) = try reading(header + "\n" + rows.joined(separator: "\n"))
    #expect(panel.count == n)
    #expect(panel[n - 1].values == [1.5, 2.5, 3.5])
  }

  @Test("a field of 30 MB is read in no more than its share of time")
  func longField() throws {
    let long = String(repeating: "x", count: 30_000_000)
    for field in [long, "\"\(long)\"", "\"\(long)\n\"\"\""] {
      let text = "unique_id,ds,y,note\na,2024-01-01,1,\(field)\na,2024-01-02,2,z\n"
      #expect(try reading(text).panel[0].values == [1, 2])
    }
  }

  @Test("rows longer than the window, at every offset, are read whole")
  func windows() throws {
    // Rows of odd lengths around the size of the first window.
    for extra in [0, 1, 2, 3, 63, 64, 65] {
      var text = "unique_id,ds,y,note\r\n"
      let pad = String(repeating: "n", count: (1 << 20) - text.utf8.count - 20 - extra)
      text += "a,1,1,\(pad)\r\n"
      for t in 2...9 { text += "a,\(t),\(t),\"q\"\r\n" }
      #expect(try reading(text).panel[0].values == (1...9).map(Double.init))
    }
  }
}
