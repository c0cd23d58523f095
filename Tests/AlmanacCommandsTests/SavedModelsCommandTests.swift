import AlmanacTesting
import Foundation
import Testing

/// `--save`, `--from` and `--resume` of `almanac forecast`.
@Suite("saved models and interrupted runs", .tags(.command))
struct SavedModelsCommandTests {
  static let models = "auto,ets,dynamic-theta,seasonal-naive"

  @Test("with saved models the same history gives the same bytes")
  func sameHistory() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("sales.model").path
    let words = ["forecast", "Series/retail-daily.csv", "-n", "7"]
    let saved = try Tool.run(words + ["--model", Self.models, "--save", model])
    #expect(saved.code == 0)
    let again = try Tool.run(words + ["--from", model])
    #expect(again.code == 0)
    #expect(again.output == saved.output)
    #expect(!again.errors.contains("anew"))
  }

  @Test("a history that has grown is forecast from its new end; a new series is said to be new")
  func grown() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m").path
    let words = ["-n", "3", "--frequency", "MS"]
    let old = try folder.path(of: Data(StreamTests.panel(3, months: 40).utf8), as: "old.csv")
    let new = try folder.path(of: Data(StreamTests.panel(4, months: 44).utf8), as: "new.csv")
    let saving = try Tool.run(["forecast", old, "--model", "ets", "--save", model] + words)
    #expect(saving.code == 0)
    let outcome = try Tool.run(["forecast", new, "--from", model] + words)
    #expect(outcome.code == 0)
    #expect(outcome.lines.count == 1 + 4 * 3)
    #expect(outcome.lines[1].hasPrefix("S0,2022-09-01,"))
    #expect(outcome.errors.contains("almanac: 1 series estimated anew: not in the saved models"))
  }

  @Test("what is no file of saved models, or does not suit, is refused in one line")
  func refused() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m").path
    let words = ["forecast", "Series/air-passengers.csv"]
    #expect(try Tool.run(words + ["--save", model]).code == 0)
    func refusal(_ more: [String]) throws -> [String] {
      let outcome = try Tool.run(words + more)
      #expect(outcome.output.isEmpty)
      return ["\(outcome.code)", outcome.errors]
    }
    let missing = folder.file("none").path
    #expect(
      try refusal(["--from", missing])
        == ["66", "almanac: \(missing): cannot be read: No such file or directory\n"]
    )
    #expect(
      try refusal(["--from", "Series/air-passengers.csv"]) == [
        "65",
        "almanac: Series/air-passengers.csv: is no file of saved models, or was cut short; "
          + "make one with --save\n",
      ]
    )
    let bytes = try Data(contentsOf: URL(fileURLWithPath: model))
    let cut = try folder.path(of: bytes.dropLast(8), as: "cut")
    #expect(try refusal(["--from", cut])[0] == "65")
    var changed = bytes
    let version = try #require(bytes.range(of: Data("format version\":\"1".utf8)))
    changed[version.upperBound - 1] = UInt8(ascii: "9")
    let newer = try folder.path(of: changed, as: "newer")
    #expect(
      try refusal(["--from", newer])
        == [
          "65",
          "almanac: \(newer): has format version 9, this almanac reads 1; use the one that wrote it\n",
        ]
    )
    let weekly = try Tool.run(["forecast", "Series/retail-daily.csv", "--from", model])
    #expect(weekly.code == 65)
    #expect(weekly.errors.contains("was saved from a panel of frequency MS, this one has D"))
    #expect(try refusal(["--from", model, "--model", "ets"])[0] == "64")
    #expect(try refusal(["--from", model, "--season", "12"])[0] == "64")
    #expect(try refusal(["--resume"])[0] == "64")
    #expect(try refusal(["--save", "-"])[0] == "64")
    #expect(try refusal(["--save", missing, "--output", missing])[0] == "64")
    #expect(!FileManager.default.fileExists(atPath: missing))
  }

  @Test("an interrupted run goes on with --resume to the same bytes", arguments: [SIGINT, SIGKILL])
  func resumed(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(StreamTests.panel(3000).utf8))
    let target = folder.file("out.csv").path
    let words = ["forecast", path, "-n", "12", "-m", "ets", "-o", target]
    func start(_ more: [String]) throws -> Process {
      let process = Process()
      process.executableURL = Tool.file
      process.arguments = words + more
      process.standardError = Pipe()
      try process.run()
      return process
    }
    let process = try start([])
    // Killed as soon as some series are written.
    let deadline = Date(timeIntervalSinceNow: 30)
    func written() throws -> Int {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      guard let part = names.first(where: { $0.hasSuffix(".part") }) else { return 0 }
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(part).path)
      return attributes[.size] as? Int ?? 0
    }
    while Date() < deadline, try written() < 10_000 { usleep(1000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == (signal == SIGKILL ? SIGKILL : 128 + signal))
    #expect(!FileManager.default.fileExists(atPath: target))

    let resumed = try Tool.run(words + ["--resume"])
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("series were there from the interrupted run"))
    let whole = try Tool.run(["forecast", path, "-n", "12", "-m", "ets", "-q"])
    #expect(try String(contentsOfFile: target, encoding: .utf8) == whole.output)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["data.csv", "out.csv"]
    )
  }

  @Test("another command does not go on with what is not its own")
  func otherCommand() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(StreamTests.panel(3).utf8))
    let target = folder.file("out.csv").path
    let words = ["forecast", path, "-n", "2", "-m", "naive", "-o", target, "--resume"]
    let outcome = try Tool.run(words)
    #expect(outcome.code == 0)
    #expect(!outcome.errors.contains("resumed"))
  }

  @Test("--strict writes nothing to standard output when a series got another model")
  func strict() throws {
    let folder = try TemporaryFolder()
    let rows = StreamTests.panel(3) + "short,2020-01-01,1\n"
    let path = try folder.path(of: Data(rows.utf8))
    let outcome = try Tool.run(
      ["forecast", path, "-n", "2", "-m", "dynamic-theta", "--strict", "--frequency", "MS"]
    )
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty)
    #expect(outcome.lastError.contains("series \"short\""))
  }

  @Test("a model that learns from the whole panel is trained once and shipped to streams")
  func global() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m").path
    let path = try folder.path(of: Data(StreamTests.panel(12).utf8))
    let words = ["-n", "3", "--frequency", "MS", "--season", "12"]
    let refused = try Tool.run(["forecast", path, "--grouped", "-m", "boosting"] + words)
    #expect(refused.code == 64)
    #expect(refused.errors.contains("boosting learns from all series at once"))
    let saved = try Tool.run(["forecast", path, "-m", "boosting,naive", "--save", model] + words)
    #expect(saved.code == 0)
    let shipped = try Tool.run(
      ["forecast", path, "--grouped", "--from", model, "-n", "3", "--frequency", "MS"]
    )
    #expect(shipped.code == 0)
    #expect(shipped.output == saved.output)
    #expect(!shipped.errors.contains("anew"))
    let further = try Tool.run(["forecast", path, "--from", model, "-n", "4"])
    #expect(further.code == 65)
    #expect(further.errors.contains("has learnt 3 steps ahead, 4 are asked for"))
  }
}
