import AlmanacTesting
import Foundation
import Testing

/// Networks of `almanac forecast`.
@Suite("training networks", .tags(.command))
struct TrainingTests {
  /// Monthly series with a season.
  static func panel(_ count: Int, months: Int = 60) -> Data {
    var text = "unique_id,ds,y\n"
    for number in 0..<count {
      for month in 0..<months {
        let day = "\(2015 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
        let wave = [3.5, 1, 0.25, 2, 4, 5, 5, 7, 8.5, 4, 2, 1][(month + number) % 12]
        text += "S\(number),\(day),\(10 + wave + Double(month * 7 % 5) / 8)\n"
      }
    }
    return Data(text.utf8)
  }

  static let words = ["-n", "6", "-m", "deepar", "--threads", "2"]

  static func start(_ words: [String], errors: Pipe = Pipe()) throws -> Process {
    let process = Process()
    process.executableURL = Tool.file
    process.arguments = words
    // As the runs it is compared with: a variable may choose other kernels for products of matrices.
    process.environment = ["LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    return process
  }

  @Test(
    "a training that is killed or interrupted goes on with --resume to the same model",
    arguments: [SIGKILL, SIGINT]
  )
  func resumed(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(10))
    let (model, whole) = (folder.file("model").path, folder.file("whole").path)
    let words = ["forecast", path] + Self.words + ["--updates", "400"]
    let process = try Self.start(words + ["--save", model])
    let deadline = Date(timeIntervalSinceNow: 60)
    // Not the draft of one, which a kill may leave behind.
    func kept() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        .filter { $0.hasSuffix(".training") || $0.hasSuffix(".training.end") }
    }
    while Date() < deadline, process.isRunning, try kept().isEmpty { usleep(1000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == (signal == SIGKILL ? SIGKILL : 128 + signal))
    #expect(try kept().count == 1)
    #expect(!FileManager.default.fileExists(atPath: model))

    let resumed = try Tool.run(words + ["--save", model, "--resume"])
    #expect(resumed.code == 0)
    let uninterrupted = try Tool.run(words + ["--save", whole])
    #expect(uninterrupted.code == 0)
    #expect(uninterrupted.output == resumed.output)
    #expect(
      try Data(contentsOf: URL(filePath: model)) == Data(contentsOf: URL(filePath: whole))
    )
    #expect(try kept().isEmpty)
  }

  @Test("a saved network forecasts series that it has not seen, and goes on learning if told to")
  func fineTuning() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(6))
    let other = try folder.path(of: Self.panel(9, months: 48), as: "other.csv")
    let (model, tuned) = (folder.file("model").path, folder.file("tuned").path)
    let words = ["-n", "6", "--updates", "40"]
    let saved = try Tool.run(
      ["forecast", path] + Self.words + ["--updates", "40", "--save", model]
    )
    #expect(saved.code == 0)
    let again = try Tool.run(["forecast", path, "-n", "6", "--from", model])
    #expect(again.output == saved.output)
    let cold = try Tool.run(["forecast", other, "-n", "6", "--from", model])
    #expect(cold.code == 0 && cold.lines.count == 1 + 9 * 6)
    let warm = try Tool.run(
      ["forecast", other, "--from", model, "--fine-tune", "--save", tuned] + words
    )
    #expect(warm.code == 0 && warm.output != cold.output)
    let kept = try Tool.run(["forecast", other, "-n", "6", "--from", tuned])
    #expect(kept.output == warm.output)
    #expect(try Tool.run(["forecast", path, "--fine-tune"]).code == 64)
    let sized = try Tool.run(["forecast", path, "--from", model, "--size", "published"])
    #expect(sized.code == 64 && sized.errors.contains("leave --size out"))
    let longer = try Tool.run(["forecast", path, "-n", "7", "--from", model])
    #expect(
      longer.code == 65 && longer.errors.contains("has learnt 6 steps ahead, 7 are asked for")
    )
  }

  @Test("a saved network that knows covariates is refused for an input without them")
  func neededColumns() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(4))
    let model = folder.file("model").path
    let words = ["forecast", path, "-n", "6", "--threads", "2"]
    let calendar = ["--calendar", "month"]
    let saved = try Tool.run(
      words + calendar + ["-m", "deepar", "--updates", "20", "--save", model]
    )
    #expect(saved.code == 0)
    let bare = try Tool.run(words + ["--from", model])
    #expect(bare.code == 65 && bare.errors.contains("which the input does not have"))
    let whole = try Tool.run(words + calendar + ["--from", model])
    #expect(whole.output == saved.output)
  }

  @Test("--past shows a column up to the end of the history, to the models that can read it")
  func past() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(FutureTests.history.utf8))
    let future = try folder.path(of: Data(FutureTests.future.utf8), as: "future.csv")
    let model = folder.file("model").path
    let words = ["forecast", path, "-n", "7", "--updates", "20", "--threads", "2"]
    let bare = try Tool.run(words + ["-m", "nhits"])
    let saved = try Tool.run(words + ["-m", "nhits,ets", "--past", "price", "--save", model])
    #expect(saved.code == 0, "\(saved.errors)")
    #expect(saved.errors.contains("without the columns of --past: ets"))
    #expect(saved.output != bare.output)
    // The model of the file wants the column again.
    let again = ["forecast", path, "-n", "7", "--from", model]
    #expect(try Tool.run(again + ["--past", "price"]).output == saved.output)
    #expect(try Tool.run(again).code == 65)
    // One that has learnt nothing of it says so.
    _ = try Tool.run(words + ["-m", "nhits", "--save", model])
    let unread = try Tool.run(again + ["--past", "price"])
    #expect(unread.output == bare.output)
    #expect(unread.errors.contains("not read: \"price\" of --past"))
    for wrong in [
      ["-m", "ets", "--past", "price"], ["-m", "nhits", "--past", "PROMO", "--future", future],
      ["-m", "auto", "--past", "price", "--grouped", "--frequency", "D"],
    ] {
      #expect(try Tool.run(words + wrong).code == 64, "\(wrong)")
    }
    #expect(try Tool.run(words + ["-m", "nhits", "--past", "cost"]).code == 65)
  }

  @Test("compare trains networks as it is told to, and shows --past no further than the origins")
  func compared() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(FutureTests.history.utf8))
    let forecasts = folder.file("forecasts.csv").path
    func made(_ history: String, _ words: [String]) throws -> String {
      let path = try folder.path(of: Data(history.utf8), as: "other.csv")
      let outcome = try Tool.run(
        ["compare", path, "-n", "3", "--models", "nhits", "--threads", "2"]
          + ["--forecasts", forecasts] + words
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      let isBlind = outcome.errors.contains("without the columns of --past: seasonal-naive")
      #expect(isBlind == words.contains("--past"))
      return try String(contentsOfFile: forecasts, encoding: .utf8)
    }
    let few = ["--updates", "20", "--past", "price"]
    let clean = try made(FutureTests.history, few)
    #expect(try made(FutureTests.history, few + ["--learning-rate", "0.01"]) != clean)
    #expect(try made(FutureTests.history, ["--updates", "20"]) != clean)
    // The last three days cost a fortune.
    let dear = FutureTests.history.split(separator: "\n").map { line -> String in
      var fields = line.split(separator: ",").map(String.init)
      if ["18", "19", "20"].contains(fields[1].suffix(2)) { fields[3] = "1000000" }
      return fields.joined(separator: ",") + "\n"
    }.joined()
    #expect(try made(dear, few) == clean)
    #expect(try made(dear, ["--updates", "20", "--known", "price"]) != clean)
    let words = ["compare", path, "-n", "3", "--updates", "20"]
    #expect(try Tool.run(words + ["--models", "ets", "--past", "price"]).code == 64)
    #expect(try Tool.run(words + ["--models", "deepar", "--loss", "absolute"]).code == 64)
    #expect(
      try Tool.run(words + ["--models", "nhits", "--past", "price", "--known", "price"]).code == 64
    )
  }

  @Test("--networks lets auto try networks, and says what came of it")
  func autoNetworks() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(40))
    let words = ["forecast", path, "-n", "6", "--threads", "2", "--networks", "nlinear,dlinear"]
    let outcome = try Tool.run(words + ["--updates", "30"])
    #expect(outcome.code == 0 && outcome.lines.count == 1 + 40 * 6)
    for name in ["nlinear", "dlinear"] { #expect(outcome.errors.contains("auto: \(name) ")) }
    let compared = try Tool.run([
      "compare", path, "-n", "6", "-m", "auto", "--networks", "nlinear", "--updates", "30",
    ])
    #expect(compared.code == 0 && compared.errors.contains("auto: nlinear "))
    let small = try folder.path(of: Self.panel(3), as: "small.csv")
    for command in ["forecast", "compare"] {
      let outcome = try Tool.run([command, small, "-n", "6", "--networks", "nlinear"])
      #expect(outcome.errors.contains("auto: no network was tried"))
    }
    #expect(try Tool.run(words + ["-m", "ets"]).code == 64)
    #expect(try Tool.run(words + ["--networks", "ets"]).code == 64)
    #expect(try Tool.run(words + ["--no-networks"]).code == 64)
    #expect(try Tool.run(["forecast", path, "--size", "published"]).code == 64)
  }

  @Test("auto tries a network by itself on long seasons, and none with --no-networks")
  func usualNetwork() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(40))
    let words = ["forecast", path, "-n", "6", "--season", "24", "--updates", "30"]
    let usual = try Tool.run(words)
    #expect(usual.code == 0 && usual.errors.contains("auto: nhits "))
    let without = try Tool.run(words + ["--no-networks"])
    #expect(without.code == 0 && !without.errors.contains("nhits"))
    #expect(try Tool.run(words + ["--no-networks", "-m", "ets"]).code == 64)
    #expect(try Tool.run(["forecast", path, "--from", path, "--no-networks"]).code == 64)
  }

  @Test("training ends with its time")
  func ends() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(6))
    let words = ["forecast", path] + Self.words + ["--updates", "1000000"]
    let timed = try Tool.run(words + ["--time-budget", "0.3s"])
    #expect(timed.code == 0 && timed.lines.count == 1 + 6 * 6)
    #expect(try Tool.run(words + ["--time-budget", "soon"]).code == 64)
  }

  @Test("further series take part in training")
  func augmentation() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.panel(3))
    let more = try folder.path(of: Self.panel(9), as: "more.csv")
    let words = ["forecast", path] + Self.words + ["--updates", "20"]
    let plain = try Tool.run(words)
    let augmented = try Tool.run(words + ["--augment", more])
    #expect(plain.code == 0 && augmented.code == 0)
    #expect(plain.lines.count == augmented.lines.count && plain.output != augmented.output)
    #expect(try Tool.run(words + ["--augment", folder.file("none").path]).code == 66)
  }
}
