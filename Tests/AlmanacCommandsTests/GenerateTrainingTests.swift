import AlmanacTesting
import Foundation
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
    // The generator is there from the beginning; of a kill, only what the last checkpoint has is left.
    let awaited = signal == SIGKILL ? checkpoint : saved
    while Date() < deadline, process.isRunning,
      !FileManager.default.fileExists(atPath: awaited)
    { usleep(1000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == (signal == SIGKILL ? SIGKILL : 128 + signal))
    #expect(!FileManager.default.fileExists(atPath: folder.file("made.csv").path))
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    if signal == SIGINT {
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.contains("what was learnt is in \(saved), the same command with --resume"))
    }
    // What has been learnt so far can be used as it is.
    let early = try Tool.run(["generate", path, "--from", saved, "-q"])
    #expect(early.code == 0 && early.lines.count == 361, "\(early.errors)")

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
