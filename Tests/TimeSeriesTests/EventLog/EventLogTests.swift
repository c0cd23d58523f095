import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("EventLog")
struct EventLogTests {
  private func read(
    _ text: String,
    _ change: (inout EventLogOptions) -> Void = { _ in }
  ) throws -> (log: EventLog, report: EventLogReport) {
    let folder = try TemporaryFolder()
    var options = EventLogOptions()
    change(&options)
    return try EventLog.reading(csv: try folder.file(text.utf8), options: options)
  }

  private func refusal(
    _ text: String,
    _ change: (inout EventLogOptions) -> Void = { _ in }
  ) throws -> CSVError? {
    do {
      _ = try read(text, change)
      return nil
    } catch let error as CSVError { return error }
  }

  @Test("events are sorted by user and time, and those of one moment keep their order")
  func order() throws {
    let (log, report) = try read(
      "user,item,time\nb,x,2024-01-02\na,y,2024-01-03\nb,z,2024-01-01\nb,q,2024-01-02\n"
    )
    #expect(log.userNames == ["b", "a"])
    #expect(log.itemNames == ["x", "y", "z", "q"])
    #expect(log.offsets == [0, 3, 4])
    #expect(log.items == [2, 0, 3, 1])
    #expect(log.values == nil)
    #expect(report.rows == 4)
    #expect(report.itemColumn == "item")
    #expect(log.clock.text(log.times[0]) == "2024-01-01")
  }

  @Test(
    "whole numbers are Unix times if they look like it",
    arguments: [
      ("881250949", "1997-12-04 15:55:49"), ("881250949000", "1997-12-04 15:55:49"),
      ("881250949000000", "1997-12-04 15:55:49"), ("17", "17"),
    ]
  )
  func unixTimes(written: String, meant: String) throws {
    let (log, _) = try read("user,time\na,\(written)\n")
    #expect(log.clock.text(log.times[0]) == meant)
    #expect(log.clock.tick(of: written) == log.times[0])
    #expect(!log.hasItems)
  }

  @Test("a moment can be named in the calendar of Unix times")
  func momentOfUnixTimes() throws {
    let (log, _) = try read("user,time\na,881250949\n")
    #expect(log.clock.tick(of: "1997-12-05").map { $0 > log.times[0] } == true)
    #expect(log.clock.ticks(of: "2d") == 172_800_000_000)
    #expect(log.clock.ticks(of: "2") == nil)
    #expect(log.clock.lengthText(172_800_000_000) == "2 days")
  }

  @Test("repeats within a visit are one event with the sum of the values")
  func repeats() throws {
    let text = """
      user,item,time,quantity,price
      a,x,2024-01-01 08:00,2,1.5
      a,y,2024-01-01 08:00,1,1
      a,x,2024-01-01 17:00,1,4
      a,x,2024-01-02 08:00,1,1

      """
    let (log, report) = try read(text) {
      $0.values = ["quantity", "price"]
      $0.visits = .day
    }
    #expect(log.count == 3)
    #expect(log.values == [7, 1, 1])
    #expect(report.repeats == 1)
    #expect(log.visitCount(in: log.events(of: 0)) == 2)
    #expect(
      log.visitTimes(in: log.events(of: 0)).map(log.clock.text) == [
        "2024-01-01 08:00:00", "2024-01-02 08:00:00",
      ]
    )
    let (apart, _) = try read(text)
    #expect(apart.count == 4)
  }

  @Test("returns and rows without a user are left out and counted")
  func leftOut() throws {
    let (log, report) = try read("user,item,time,n\na,x,1,2\na,x,2,-1\n,x,3,1\n") {
      $0.values = ["n"]
    }
    #expect(log.count == 1)
    #expect(report.returns == 1)
    #expect(report.rowsWithoutUser == 1)
  }

  @Test("a file that begins with data is read with the names given")
  func withoutHeader() throws {
    let (log, _) = try read("196\t242\t3\t881250949\n186\t302\t3\t891717742\n") {
      $0.columns = ["user", "item", "rating", "time"]
    }
    #expect(log.userNames == ["196", "186"])
    #expect(
      try refusal("1,2\n") { $0.columns = ["user"] }?.fact == .raggedRow(expected: 1, actual: 2)
    )
  }

  @Test("an error names line and column")
  func errors() throws {
    let date = try refusal("user,item,time\na,x,2024-01-01\na,x,never\n")
    #expect(date?.location.line == 3)
    #expect(date?.location.columnName == "time")
    let item = try refusal("user,item,time\na,,2024-01-01\n")
    #expect(item?.fact == .missingItem)
    #expect(item?.location.line == 2)
    let column = try refusal("who,item,time\na,x,2024-01-01\n")
    #expect(column?.fact == .missingColumn(.user, name: nil, found: ["who", "item", "time"]))
    let value = try refusal("user,time,n\na,1,\n") { $0.values = ["n"] }
    #expect(value?.fact == .missingValue)
  }

  @Test("a bad row can be left out")
  func skipping() throws {
    let (log, report) = try read("user,item,time\na,x,2024-01-01\na,x,never\n") {
      $0.onError = .skip
    }
    #expect(log.count == 1)
    #expect(report.skippedRows == 1)
  }

  @Test("quoted names and plain ones are the same user")
  func quoting() throws {
    let (log, _) = try read("user,item,time\n\"a\",x,1\na,\"say \"\"x\"\"\",2\n")
    #expect(log.userNames == ["a"])
    #expect(log.itemNames == ["x", "say \"x\""])
  }

  @Test("windows hold what lies in them, the end excluded")
  func windows() throws {
    let (log, _) = try read("user,item,time\na,x,1\na,x,3\na,x,5\nb,x,9\n")
    #expect(log.events(of: 0, before: 3) == 0..<1)
    #expect(log.events(of: 0, from: 3, before: 5) == 1..<2)
    #expect(log.events(of: 1, from: 0, before: 9).isEmpty)
    #expect(log.span == 1...9)
  }
}
