import AlmanacTesting
import Foundation
import Testing

/// A forecast of a series depends on that series and the options, and an interrupt leaves nothing.
@Suite("stream", .tags(.command))
struct StreamTests {
  /// Monthly series, grouped; the history of each is its own.
  static func panel(_ count: Int, months: Int = 48) -> String {
    var text = "unique_id,ds,y\n"
    for series in 0..<count {
      for month in 0..<months {
        let value = 100 + series % 17 + (month * (series % 5)) / 3 + (month * 7 + series * 13) % 11
        let stamp = "\(2019 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
        text += "S\(series),\(stamp),\(value)\n"
      }
    }
    return text
  }

  @Test("alone or in a panel, streamed or not, on any number of threads: the same bytes")
  func sameBytes() throws {
    let folder = try TemporaryFolder()
    let text = Self.panel(40)
    let path = try folder.path(of: Data(text.utf8))
    let models = ["--model", "ensemble,seasonal-naive"]
    let words = ["-n", "6", "--frequency", "MS", "--season", "12", "-q"] + models
    let whole = try Tool.run(["forecast", path] + words)
    #expect(whole.code == 0)
    for more in [["--threads", "1"], ["--threads", "2"], ["--grouped"]] {
      #expect(try Tool.run(["forecast", path] + words + more).output == whole.output, "\(more)")
    }
    let streamed = try Tool.run(
      ["forecast", "-", "--grouped"] + words,
      input: Data(text.utf8)
    )
    #expect(streamed.output == whole.output)
    let own = text.split(separator: "\n").filter { $0.hasPrefix("S7,") || $0.hasPrefix("unique") }
    let alone = try Tool.run(
      ["forecast", "-"] + words,
      input: Data((own.joined(separator: "\n") + "\n").utf8)
    )
    #expect(alone.lines.dropFirst() == whole.lines.filter { $0.hasPrefix("S7,") }[...])
  }

  @Test("Ctrl-C ends a wait for standard input")
  func waiting() throws {
    let folder = try TemporaryFolder()
    let (process, input, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = Tool.file
    process.arguments = ["forecast", "-", "-o", folder.file("out.csv").path]
    process.standardInput = input
    process.standardError = errors
    try process.run()
    try Self.waitForFile(in: folder, besides: [])
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(said == "almanac: standard input: interrupted while reading\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    try input.fileHandleForWriting.close()
  }

  /// Waits for the temporary file, which is there when the work has begun.
  private static func waitForFile(in folder: TemporaryFolder, besides names: [String]) throws {
    let deadline = Date(timeIntervalSinceNow: 30)
    while Date() < deadline,
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == names
    {
      usleep(10_000)
    }
  }

  @Test(
    "Ctrl-C while reading leaves no file, and has a code of its own",
    arguments: [SIGINT, SIGTERM]
  )
  func reading(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe").path
    #expect(mkfifo(path, 0o600) == 0)
    let process = Process()
    let errors = Pipe()
    process.executableURL = Tool.file
    process.arguments = ["forecast", path, "-n", "12", "-o", folder.file("out.csv").path]
    process.standardError = errors
    try process.run()
    // A writer, so that the tool can open the pipe, but one that never writes.
    let writer = open(path, O_WRONLY)
    defer { close(writer) }
    try Self.waitForFile(in: folder, besides: ["pipe"])
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + signal)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(said == "almanac: \(path): interrupted while reading\n")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left == ["pipe"])
  }
}
