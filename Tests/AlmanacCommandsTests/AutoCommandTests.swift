import AlmanacTesting
import Foundation
import Testing

/// `almanac forecast` with models that learn from the whole panel.
@Suite("auto on panels and streams", .tags(.command))
struct AutoCommandTests {
  @Test(
    "a stream is told that it gets the local models; from a saved model it gets what the panel got"
  )
  func stream() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(StreamTests.panel(60).utf8))
    let model = folder.file("auto.model").path
    let words = ["forecast", path, "-n", "6", "--frequency", "MS"]
    let whole = try Tool.run(words + ["--season", "12", "--save", model])
    #expect(whole.code == 0 && !whole.errors.contains("single series alone"))
    let stream = try Tool.run(words + ["--season", "12", "--grouped"])
    #expect(stream.errors.contains("auto: models of single series alone, since a stream shows one"))
    #expect(stream.output != whole.output)
    for more in [[], ["--grouped"], ["--threads", "1"]] {
      #expect(try Tool.run(words + ["--from", model] + more).output == whole.output)
    }
  }

  @Test("a panel too small to learn from is told so, and is forecast as in a stream")
  func small() throws {
    let words = ["forecast", "Series/air-passengers.csv", "-n", "3", "--frequency", "MS"]
    let whole = try Tool.run(words + ["--season", "12"])
    #expect(whole.errors.contains("since the panel is too small to learn from"))
    #expect(try Tool.run(words + ["--season", "12", "--grouped"]).output == whole.output)
  }

  @Test("a model that has learnt from covariates or attributes is refused without them")
  func missing() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m").path
    let words = ["forecast", "Series/retail-daily.csv"]
    let future = ["--future", "Series/retail-plan.csv"]
    let saved = try Tool.run(
      words + future + ["--static", "product", "-m", "boosting", "--save", model, "-q"]
    )
    #expect(saved.code == 0, "\(saved.errors)")
    let refused = try Tool.run(words + ["--from", model, "-n", "7"])
    #expect(refused.code == 65 && refused.output.isEmpty)
    #expect(refused.lastError.contains("has learnt from \"price\", \"open\", \"product\", which"))
    let again = try Tool.run(words + future + ["--static", "product", "--from", model, "-q"])
    #expect(again.code == 0 && again.output == saved.output)
    let unknown = try Tool.run(words + ["--static", "colour"])
    #expect(unknown.code == 65 && unknown.lastError.contains("colour"))
  }

  @Test("an item that has not been sold yet gets the level of its like, and a note that says so")
  func newItem() throws {
    var text = "id,ds,y,shop\n"
    for number in 0..<30 {
      for day in 0..<84 {
        let value = (number < 15 ? 10 : 200) + (day * (number + 3)) % 7
        text += "\(number),\(day),\(value),\(number < 15 ? "a" : "b")\n"
      }
    }
    text += "new,83,,b\n"
    let outcome = try Tool.run(
      [
        "forecast", "-", "--static", "shop", "--season", "1", "-n", "3", "--notes", "-f", "1",
      ],
      input: Data(text.utf8)
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = outcome.lines.filter { $0.hasPrefix("new,") }
    #expect(rows.count == 3)
    for row in rows {
      let mean = try #require(Double(row.split(separator: ",")[2]))
      #expect((200...206).contains(mean))
      #expect(row.contains("new: its level is that of 15 series with the same shop"))
    }
  }

  @Test("a budget that is too small leaves parts out and says which")
  func budget() throws {
    let path = try TemporaryFolder()
    let file = try path.path(of: Data(StreamTests.panel(60).utf8))
    let words = ["forecast", file, "-n", "6", "--frequency", "MS", "--season", "12"]
    let tight = try Tool.run(words + ["--time-budget", "0.001s"])
    #expect(tight.code == 0, "\(tight.errors)")
    #expect(tight.errors.contains("auto: 0.001 s are too few, so "))
    #expect(tight.errors.contains(" alone took part"))
    let (plain, roomy) = (try Tool.run(words), try Tool.run(words + ["--time-budget", "1h"]))
    #expect(!roomy.errors.contains("left out") && roomy.output == plain.output)
    for other in [["-m", "ets"], ["-m", "boosting,theta"], ["--grouped"]] {
      let refused = try Tool.run(words + other + ["--time-budget", "1h"])
      #expect(refused.code == 64 && refused.errors.contains("--time-budget ends"))
    }
  }

  @Test("a run within a budget forecasts every series, and says at most once what was given up")
  func keptBudget() throws {
    // Some ten seconds of a processor without a budget, most of them for trees.
    var text = "id,ds,y\n"
    for number in 0..<1500 {
      var (level, state) = (100.0, UInt64(number + 1))
      for month in 1...60 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        level += Double(state >> 40) / Double(1 << 24) * 10 - 5
        let season = Double((month + number) % 12)
        text += "\(number),\(month),\(((level + season) * 100).rounded() / 100)\n"
      }
    }
    let folder = try TemporaryFolder()
    let file = try folder.path(of: Data(text.utf8))
    let begin = ContinuousClock.now
    let outcome = try Tool.run([
      "forecast", file, "-n", "12", "--season", "12", "--time-budget", "4s",
    ])
    let taken = ContinuousClock.now - begin
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 1 + 1500 * 12)
    for line in outcome.lines.dropFirst() {
      let mean = Double(line.split(separator: ",")[2])
      #expect(mean?.isFinite == true, "\(line)")
    }
    #expect(Set(outcome.lines.dropFirst().map { $0.prefix { $0 != "," } }).count == 1500)
    // What is given up depends on the clock, and so does whether anything is.
    let consequences = outcome.errors.split(separator: "\n").filter {
      $0.contains("auto: ") && $0.contains(" 4 s ")
    }
    #expect(consequences.count <= 1, "\(outcome.errors)")
    for line in consequences {
      #expect(
        line.contains("auto: so that 4 s are enough, ")
          || line.contains("auto: 4 s are too few, so "),
        "\(line)"
      )
    }
    // No more than that a budget counts at all: the machine may have other work.
    #expect(taken < .seconds(60), "\(taken)")
  }
}
