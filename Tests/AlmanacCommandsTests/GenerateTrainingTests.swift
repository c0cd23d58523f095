import AlmanacTesting
import Foundation
import NeuralNetworks
import Testing

@Suite("training of generators", .tags(.command))
struct GenerateTrainingTests {
  /// Three wavy series of hours.
  private static let waves: Data = {
    var text = "unique_id,ds,y\n"
    for number in 0..<3 {
      for step in 0..<120 {
        text += "w\(number),\(step + 1),\(10 * sin(Double(step + number) / 4) + Double(step % 5))\n"
      }
    }
    return Data(text.utf8)
  }()

  @Test(
    "a training that is killed or interrupted goes on with --resume to the same generator",
    arguments: [("timevae", SIGKILL), ("timevae", SIGINT), ("psa-gan", SIGINT)]
  )
  func resumed(model: String, signal: Int32) throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves)
    let (saved, whole) = (folder.file("saved").path, folder.file("whole").path)
    let words = [
      "generate", path, "--model", model, "--preset", "fast", "--window", "8", "-q",
    ]
    // A GAN of the fast preset takes minutes; a budget makes a plan of its own, which is kept.
    let budget = model == "psa-gan" ? ["--time-budget", "3s"] : []
    let errors = Pipe()
    let process = try TrainingTests.start(
      words + budget + ["--save", saved, "-o", folder.file("made.csv").path],
      errors: errors
    )
    let deadline = Date(timeIntervalSinceNow: 60)
    let checkpoint = saved + ".checkpoint"
    // The plan is there from the beginning; of a kill, only what the last checkpoint has is left.
    let awaited = signal == SIGKILL ? checkpoint : saved
    while Date() < deadline, process.isRunning,
      !FileManager.default.fileExists(atPath: awaited)
    { usleep(1000) }
    if signal == SIGINT { usleep(200_000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == (signal == SIGKILL ? SIGKILL : 128 + signal))
    #expect(!FileManager.default.fileExists(atPath: folder.file("made.csv").path))
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    if signal == SIGINT {
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.contains("what was learnt is in \(saved), the same command with --resume"))
    }
    let early = try Tool.run(["generate", path, "--from", saved, "-q"])
    if signal == SIGINT {
      // What has been learnt so far can be used as it is.
      #expect(early.code == 0 && early.lines.count == 361, "\(early.errors)")
    } else {
      // A checkpoint is no generator, and what was saved at the beginning had learnt nothing.
      #expect(early.code == 65 && early.output.isEmpty)
      #expect(early.lastError.contains("it has not been trained; --resume goes on"))
    }

    let resumed = try Tool.run(words + ["--save", saved, "--resume"])
    #expect(resumed.code == 0 && resumed.lines.count == 361, "\(resumed.errors)")
    #expect(!FileManager.default.fileExists(atPath: checkpoint))
    guard budget.isEmpty else { return }
    let uninterrupted = try Tool.run(words + ["--save", whole])
    #expect(uninterrupted.output == resumed.output)
    #expect(
      try Data(contentsOf: URL(filePath: saved)) == Data(contentsOf: URL(filePath: whole))
    )
  }

  @Test("a training that is killed before its first checkpoint begins anew with --resume")
  func killedAtOnce() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves)
    let (saved, whole) = (folder.file("saved").path, folder.file("whole").path)
    let words = ["generate", path, "--model", "timevae", "--preset", "fast", "--window", "8", "-q"]
    let process = try TrainingTests.start(words + ["--save", saved], errors: Pipe())
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline, process.isRunning, !FileManager.default.fileExists(atPath: saved) {
      usleep(1000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    // However far it came, no checkpoint is as of the beginning.
    try? FileManager.default.removeItem(atPath: saved + ".checkpoint")
    let resumed = try Tool.run(words + ["--save", saved, "--resume"])
    #expect(resumed.code == 0, "\(resumed.errors)")
    let uninterrupted = try Tool.run(words + ["--save", whole])
    #expect(uninterrupted.output == resumed.output)
    let finished = try Tool.run(words + ["--save", saved, "--resume"])
    #expect(finished.code != 0 && finished.lastError.contains("checkpoint"))
  }

  @Test("a new training leaves no checkpoint of an earlier one")
  func staleCheckpoint() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves)
    let saved = folder.file("saved").path
    let stale = Data("stale".utf8)
    let checkpoint = folder.file("saved.checkpoint")
    try stale.write(to: checkpoint)
    let process = try TrainingTests.start(
      ["generate", path, "--model", "timevae", "--window", "8", "--save", saved, "-q"],
      errors: Pipe()
    )
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline, process.isRunning, !FileManager.default.fileExists(atPath: saved) {
      usleep(1000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationStatus == SIGKILL)
    #expect((try? Data(contentsOf: checkpoint)) != stale)
    let untrained = try Tool.run(["generate", path, "--from", saved, "-q"])
    #expect(untrained.code == 65 && untrained.lastError.contains("it has not been trained"))
  }

  @Test(
    "a training does not go on with other attributes or values",
    arguments: ["psa-gan", "timevae"]
  )
  func otherSeries(model: String) throws {
    /// Two series of kinds.
    func kinds(_ first: String, _ second: String, top: Double = 9) -> Data {
      var text = "unique_id,ds,kind,y\n"
      for (id, kind) in [("a", first), ("b", second)] {
        for step in 0..<60 {
          text += "\(id),\(step + 1),\(kind),\(step == 5 ? top : sin(Double(step)))\n"
        }
      }
      return Data(text.utf8)
    }
    let folder = try TemporaryFolder()
    let path = try folder.path(of: kinds("low", ""))
    let saved = folder.file("kinds").path
    let words = ["--static", "kind", "--model", model, "--window", "8", "--save", saved]
    let made = try Tool.run(["generate", path] + words + ["--time-budget", "0.3s"])
    #expect(made.code == 0, "\(made.errors)")
    let others = [
      (kinds("lower", ""), "series \"a\" with other attributes"),
      (kinds("low", "high"), "series \"b\" with other attributes"),
      (kinds("low", "", top: 10), "series \"a\" with other values"),
    ]
    for (file, reason) in others {
      let other = try folder.path(of: file, as: "other.csv")
      let refused = try Tool.run(["generate", other] + words + ["--resume"])
      #expect(refused.code == 65, "\(refused.errors)")
      #expect(refused.lastError.contains("\(saved): is no generator that suits (\(reason))"))
    }
  }

  @Test("a time budget ends the training of a TimeVAE, and its loss is told")
  func budget() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves)
    let made = try Tool.run([
      "generate", path, "--model", "timevae", "--window", "8", "--time-budget", "0.5s",
    ])
    #expect(made.code == 0 && made.lines.count == 361, "\(made.errors)")
    #expect(made.errors.contains(" steps on windows of 8 steps, loss "))
    #expect(!made.errors.contains("trained 4000 steps"))
  }

  @Test("a training is not gone on with as one of another model")
  func otherModel() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves)
    let saved = folder.file("saved.vae").path
    let words = ["generate", path, "--window", "8", "--save", saved]
    let made = try Tool.run(words + ["--model", "timevae", "--time-budget", "0.2s"])
    #expect(made.code == 0, "\(made.errors)")
    let other = try Tool.run(words + ["--resume"])
    #expect(other.code == 65 && other.lastError.contains("timevae, not psa-gan"))
  }
}
