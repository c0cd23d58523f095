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
}
