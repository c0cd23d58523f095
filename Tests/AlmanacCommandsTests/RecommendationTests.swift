import AlmanacTesting
import CommandLineKit
import Forecasting
import Testing

@testable import AlmanacCommands

/// The command that `almanac compare` recommends at the end.
@Suite("recommended commands", .tags(.command))
struct RecommendationTests {
  /// What was compared, the model that came out best, and words that its forecast has and lacks.
  struct Case: CustomTestStringConvertible, Sendable {
    var words: [String]
    var best: String
    var has: [String] = []
    var lacks: [String] = []
    var testDescription: String { "\(best) of \(words.joined(separator: " "))" }
  }

  static let cases = [
    Case(
      words: ["-m", "nhits,ets", "--past", "weather", "--updates", "20"],
      best: "nhits",
      has: ["--past weather", "--updates 20"]
    ),
    Case(
      words: ["-m", "nhits,ets", "--past", "weather", "--updates", "20"],
      best: "ets",
      lacks: ["--past", "--updates"]
    ),
    Case(
      words: ["-m", "nhits,auto,nbeats", "--size", "small", "--networks", "nlinear"],
      best: "nhits",
      lacks: ["--networks", "--size"]
    ),
    Case(
      words: ["-m", "auto,nbeats", "--networks", "nlinear", "--size", "published"],
      best: "auto",
      has: ["--networks nlinear"],
      lacks: ["--size"]
    ),
    Case(
      words: ["-m", "auto", "--networks", "nbeats", "--size", "published", "--time-budget", "9s"],
      best: "auto",
      has: ["--networks nbeats", "--size published", "--time-budget"]
    ),
    Case(
      words: ["-m", "auto,nbeats", "--networks", "nlinear", "--size", "published"],
      best: "nbeats",
      has: ["--size published"],
      lacks: ["--networks"]
    ),
    Case(words: ["-m", "auto,ets", "--no-networks"], best: "auto", has: ["--no-networks"]),
    Case(words: ["-m", "auto,ets", "--no-networks"], best: "ets", lacks: ["--no-networks"]),
    Case(
      words: ["-m", "auto", "--networks", "nlinear", "--known", "price"],
      best: "seasonal-naive",
      has: ["--future plan.csv"],
      lacks: ["--networks"]
    ),
    Case(
      words: ["-m", "boosting", "--by", "Kind,shop", "--static", "kind,place"],
      best: "boosting",
      has: ["--static Kind,shop,place"]
    ),
    Case(words: ["-m", "boosting", "--by", "kind"], best: "boosting", has: ["--static kind"]),
    Case(words: ["-m", "ets", "--by", "kind"], best: "ets", lacks: ["--static"]),
  ]

  static func parsed<Root: Command>(_ words: [String], _ defaults: Root) throws -> Root? {
    guard case .value(let command) = try Root.grammar.parse(words, defaults: defaults) else {
      return nil
    }
    try command.validate()
    return command
  }

  @Test("are taken by almanac forecast, and show a model what it saw", arguments: cases)
  func taken(recommendation: Case) throws {
    let typed = ["sales.csv"] + recommendation.words
    let compare = try #require(try Self.parsed(typed, CompareCommand()))
    let model = try #require(
      compare.competitors.first { $0.model.entry.name == recommendation.best }
    )
    let words = compare.forecastWords(with: model, horizon: 12)
    let forecast = try #require(try Self.parsed(words, ForecastCommand()))
    #expect(forecast.horizon == 12 && forecast.input.file == "sales.csv")
    #expect(forecast.models.map { $0.model.entry.name } == [recommendation.best])
    let line = words.joined(separator: " ")
    for part in recommendation.has { #expect(line.contains(part), "\(line)") }
    for part in recommendation.lacks { #expect(!line.contains(part), "\(line)") }
  }

  @Test("leave out covariates that do harm, and keep the attributes of series")
  func harmful() throws {
    let typed = [
      "sales.csv", "--known", "price", "--past", "heat", "--calendar", "weekday", "--static",
      "kind", "-m", "boosting",
    ]
    let compare = try #require(try Self.parsed(typed, CompareCommand()))
    let model = try #require(compare.models.first)
    let words = compare.forecastWords(with: model, horizon: 12, showsCovariates: false)
    #expect(words.contains("--static"))
    for word in ["--future", "--past", "--calendar"] { #expect(!words.contains(word)) }
  }
}
