import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("SeriesStream")
struct SeriesStreamTests {
  private func streamed(
    _ text: String,
    _ options: CSVOptions = CSVOptions(),
    frequency: Frequency? = Frequency(.day)
  ) throws -> [Series] {
    let folder = try TemporaryFolder()
    var stream = try SeriesStream(
      csv: folder.file(text.utf8),
      frequency: frequency,
      options: options
    )
    var all: [Series] = []
    while let series = try stream.next() { all.append(series) }
    #expect(try stream.next() == nil)
    return all
  }

  @Test("series come one by one as the panel has them")
  func same() throws {
    var text = "unique_id,ds,y\n"
    for i in 0..<100 {
      for t in 0..<(1 + i % 30) {
        text += "\"item, \(i)\",2024-01-\(t < 9 ? "0" : "")\(t + 1),\(i).\(t)\n"
      }
    }
    let given = options { $0.frequency = Frequency(.day) }
    #expect(try streamed(text) == reading(text, given).panel.series)
  }

  @Test("an empty file and one with just a header have no series")
  func empty() throws {
    #expect(try streamed("").isEmpty)
    #expect(try streamed("unique_id,ds,y\n").isEmpty)
  }

  @Test("an id of several columns that joins to the text of the one before is an error")
  func sameIDOfOtherParts() throws {
    let both = options { $0.id = ["k", "l"] }
    let text = "k,l,ds,y\na/b,c,2024-01-01,1\na,b/c,2024-01-02,1\n"
    let error = #expect(throws: CSVError.self) { try streamed(text, both) }
    #expect(error?.fact == .sameIDOfOtherParts(earlierLine: 2))
    #expect(error?.location.line == 3)
  }

  @Test("an id that comes back is an error")
  func returningID() throws {
    let text = "unique_id,ds,y\na,2024-01-01,1\nb,2024-01-01,1\na,2024-01-02,1\n"
    let error = #expect(throws: CSVError.self) { try streamed(text) }
    #expect(error?.fact == .returningID)
    #expect(error?.location.line == 4)
    #expect(error?.location.series == "a")
  }

  @Test("stamps that do not ascend are an error, equal ones are duplicates")
  func ascending() throws {
    let back = #expect(throws: CSVError.self) {
      try streamed("unique_id,ds,y\na,2024-01-02,1\na,2024-01-01,1\n")
    }
    #expect(back?.fact == .notAscending(stamp: "2024-01-01", previous: "2024-01-02"))
    #expect(back?.location.line == 3)
    let twice = "unique_id,ds,y\na,2024-01-02,1\na,2024-01-02,4\n"
    let equal = #expect(throws: CSVError.self) { try streamed(twice) }
    #expect(equal?.fact == .duplicate(stamp: "2024-01-02", earlierLine: 2, hasID: true))
    #expect(try streamed(twice, options { $0.duplicates = .sum })[0].values == [5])
  }

  @Test("wrong rows between series can be skipped")
  func skip() throws {
    let text =
      "unique_id,ds,y\na,2024-01-01,1\nb,2024-01-01,x\na,2024-01-02,2\nb,2024-01-02,3\n,,\nc,2024-01-01,9\n"
    let series = try streamed(text, options { $0.onError = .skip })
    // The row of b that ends a is wrong, so a goes on behind it.
    #expect(series.map(\.id) == ["a", "b", "c"])
  }

  @Test("the frequency has to be given, and the layout has to be long")
  func refused() throws {
    let days = #expect(throws: CSVError.self) { try streamed(CSVReadingTests.days, frequency: nil) }
    #expect(days?.fact == .missingFrequency)
    let wide = #expect(throws: CSVError.self) { try streamed("ds,a,b\n2024-01-01,1,2\n") }
    #expect(wide?.fact == .notGroupable(.columns))
    #expect(
      try streamed("unique_id,y\na,1\na,2\nb,3\n", frequency: nil).map(\.values) == [[1, 2], [3]]
    )
  }

  @Test("the first series is there before the file ends")
  func early() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let more = DispatchSemaphore(value: 0)
    let writer = Thread {
      guard let file = FileHandle(forWritingAtPath: path) else { return }
      var text = "unique_id,ds,y\na,2024-01-01,1\n"
      for i in 0..<20_000 { text += "b\(i),2024-01-01,1\n" }
      file.write(Data(text.utf8))
      more.wait()
      file.write(Data("c,2024-01-01,1\n".utf8))
      try? file.close()
    }
    writer.start()
    var stream = try SeriesStream(csv: path, frequency: Frequency(.day))
    #expect(try stream.next()?.id == "a")
    more.signal()
    var count = 1
    while try stream.next() != nil { count += 1 }
    #expect(count == 20_002)
  }
}
