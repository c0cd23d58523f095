import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("CSVWriter")
struct CSVWriterTests {
  /// The error that writing to a path throws, or nil.
  private func failure(_ path: String, rows: Int = 1) -> OutputError? {
    do throws(OutputError) {
      var writer = try CSVWriter(path: path)
      for i in 0..<rows {
        writer.append(i)
        try writer.endRow()
      }
      try writer.commit()
      return nil
    } catch {
      return error
    }
  }

  @Test("fields are quoted only where they have to be")
  func quoting() throws {
    var text = CSVText()
    for field in ["plain", "a,b", "say \"hi\"", "two\nlines", "cr\r", "é;x", ""] {
      text.append(field)
    }
    text.endRow()
    text.append(-12)
    text.append(Int.min)
    text.append(0.1)
    text.append(.nan)
    text.append(1e16)
    text.append(Timestamp.day(2024, 2, 29), format: .day)
    text.endRow()
    text.append("")
    text.endRow()
    let rows = [
      "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"cr\r\",é;x,\n",
      "-12,-9223372036854775808,0.1,,1e+16,2024-02-29\n", "\"\"\n",
    ]
    #expect(String(decoding: text.bytes, as: UTF8.self) == rows.joined())
  }

  @Test("a text of any length is quoted as RFC 4180 has it", .tags(.property), arguments: [44, 59])
  func texts(separator: UInt8) {
    var bits = Noise(state: 7)
    let special: [UInt8] = [10, 13, 32, 33, 34, 35, 44, 59, 0xc3, 0x7f]
    var text = CSVText(separator: separator)
    var expected: [UInt8] = []
    for i in 0..<4000 {
      // Mostly plain ASCII; then one byte, or every third, from those that are close to special.
      var field = (0..<(i % 41)).map { _ in UInt8.random(in: 48...57, using: &bits) }
      for position in field.indices {
        let isSpecial = i % 3 == 1 ? position == i % field.count : i % 3 == 2 && position % 3 == 0
        guard isSpecial, let byte = special.randomElement(using: &bits) else { continue }
        field[position] = byte < 0x80 ? byte : UInt8(ascii: "z")
      }
      text.append(String(decoding: field, as: UTF8.self))
      text.append("é")
      text.endRow()
      if field.contains(where: { [separator, 10, 13, 34].contains($0) }) {
        field = [34] + field.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34]
      }
      expected += field + [separator] + "é\n".utf8
    }
    #expect(text.bytes == expected)
  }

  @Test("stamps are written as their format has them, whatever came before", .tags(.property))
  func stamps() throws {
    var bits = Noise(state: 8)
    let samples = [
      "17", "2024-02-29", "2024/02/29", "20240229", "2024-2-9", "29.02.2024", "2024-02",
      "2024-02-29 08:05", "2024-02-29T8:05:09", "2024-02-29 08:05:09.250Z",
    ]
    let formats = try samples.map { try #require(TimestampFormatTests.format(of: [$0])) }
    let steps: [Int64] = [0, 1, 1_000_000, 3_600_000_000, Timestamp.microsecondsPerDay, -1]
    var text = CSVText()
    var expected: [UInt8] = []
    for i in 0..<20_000 {
      var t = Timestamp(Int64(bitPattern: bits.next()))
      if i % 5 > 0 {
        let day = Int.random(in: -800_000...3_000_000, using: &bits)
        t = Timestamp(dayNumber: day, microseconds: 0)
      }
      let step = steps[i % steps.count] &* Int64.random(in: 1...20, using: &bits)
      for _ in 0..<10 {
        let format = formats[Int.random(in: 0..<(i % 2 == 0 ? formats.count : 2), using: &bits)]
        text.append(t, format: format)
        text.endRow()
        format.append(t, to: &expected)
        expected.append(Ascii.lineFeed)
        t.rawValue &+= step
      }
    }
    #expect(text.bytes == expected)
  }

  @Test("a decimal comma goes with another separator")
  func decimalComma() {
    var text = CSVText(separator: UInt8(ascii: ";"), decimalComma: true)
    text.append("a;b")
    text.append(2.5)
    text.append(-1e-7)
    text.endRow()
    #expect(String(decoding: text.bytes, as: UTF8.self) == "\"a;b\";2,5;-1e-07\n")
  }

  @Test("what is written reads back to the same bits", .tags(.property), arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var bits = Noise(state: seed)
    let alphabet = Array("ab,\"\n\r;é 1".unicodeScalars)
    var series: [Series] = []
    for i in 0..<50 {
      var id = "\(i)"
      for _ in 0..<Int.random(in: 0...6, using: &bits) {
        id.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &bits)])
      }
      let values = (0..<Int.random(in: 1...60, using: &bits)).map { _ in
        let value = Double(bitPattern: bits.next())
        return value.isFinite ? value : 0.5
      }
      let start = Timestamp.day(2024, 1, 1 + i % 28)
      let index = TimeIndex(start: start, frequency: Frequency(.day), count: values.count)
      series.append(Series(id: id, index: index, values: values))
    }
    let folder = try TemporaryFolder()
    for name in ["panel.csv", "panel.csv.gz"] {
      var writer = try CSVWriter(path: folder.path(name))
      for field in ["unique_id", "ds", "y"] { writer.append(field) }
      try writer.endRow()
      for one in series {
        for (stamp, value) in zip(one.index, one.values) {
          writer.append(one.id)
          writer.append(stamp, format: .day)
          writer.append(value)
          try writer.endRow()
        }
      }
      try writer.commit()
      let given = options { $0.frequency = Frequency(.day) }
      #expect(try Panel(csv: folder.path(name), options: given).series == series)
    }
    #expect(folder.names == ["panel.csv", "panel.csv.gz"])
  }

  @Test("a file appears whole at the end, or not at all")
  func whole() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("old".utf8, name: "out.csv")
    do {
      var writer = try CSVWriter(path: path)
      writer.append("new")
      try writer.endRow()
      try writer.flush()
      #expect(folder.names.count == 2)
      #expect(try folder.text("out.csv") == "old")
    }
    #expect(folder.names == ["out.csv"])
    #expect(failure(path) == nil)
    #expect(try folder.text("out.csv") == "0\n")
    #expect(folder.names == ["out.csv"])
  }

  @Test("a file that replaces another keeps its rights, and a link stays a link")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("old".utf8, name: "out.csv")
    let link = folder.path("link.csv")
    chmod(path, 0o640)
    symlink(path, link)
    #expect(failure(link) == nil)
    #expect(try folder.text("out.csv") == "0\n")
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test("what cannot be written is known when it is opened")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    #expect(failure(folder.url.path)?.fact == .isFolder)
    #expect(failure(folder.path("none/out.csv"))?.fact == .noSuchFolder)
    #expect(throws: OutputError(path: "/proc/none", fact: .noSuchFolder)) {
      _ = try OutputFile(path: "/proc/none")
    }
  }

  @Test("a full disk and a reader that has gone are told apart")
  func pipes() throws {
    #expect(failure("/dev/full", rows: 100_000)?.fact == .noSpace)
    #expect(failure("/dev/full")?.fact == .noSpace)
    signal(SIGPIPE, SIG_IGN)
    let folder = try TemporaryFolder()
    let path = folder.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = Thread {
      let descriptor = open(path, O_RDONLY)
      var byte: UInt8 = 0
      read(descriptor, &byte, 1)
      close(descriptor)
    }
    reader.start()
    #expect(failure(path, rows: 1_000_000)?.fact == .closedPipe)
    #expect(folder.names == ["pipe"])
  }

  @Test("temporary files can be removed from a signal handler")
  func signalHandler() throws {
    let folder = try TemporaryFolder()
    var file = try OutputFile(path: folder.path("out.csv"))
    try file.write(Array("x".utf8))
    #expect(folder.names.count == 1)
    TemporaryFiles.removeAll()
    #expect(folder.names.isEmpty)
    TemporaryFiles.removeAll()
  }
}
