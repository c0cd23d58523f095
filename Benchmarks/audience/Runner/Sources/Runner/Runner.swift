import Foundation
import Intensity
import Parallelism
import TimeSeries

let activities: [any ActivityModel.Type] = [
  VisitCount.self, ExponentialAverage.self, CountOverRecency.self, Hawkes.self, HawkesPoisson.self,
  BuyTillYouDie.self, ModifiedBuyTillYouDie.self, StackedActivity.self,
]

@main
struct Runner {
  static func main() throws {
    let words = CommandLine.arguments
    guard words.count >= 3 else { throw Usage() }
    try withThreads(availableProcessorCount()) {
      switch words[1] {
      case "cdnow": try activity(.cdnow(words[2]))
      case "retail":
        let split = try TimeSplit.onlineRetail(words[2])
        activity(split)
        try relevance(split)
      case "journey":
        let split = try TimeSplit.completeJourney(words[2])
        activity(split)
        try relevance(split)
      case "traits":
        for split in [
          try TimeSplit.cdnow(words[2]), try .onlineRetail(words[3]),
          try .completeJourney(words[4]),
        ] { try traits(split) }
      case "calibration":
        for split in try TimeSplit.all(words[2], words[3], words[4]) { try calibration(split) }
      case "movielens-time": try relevance(.movieLens(words[2]), neural: true)
      case "movielens":
        let first = words.count > 5 ? Int(words[5]) ?? 0 : 0
        try movielens(
          words[2],
          models: words[3],
          seeds: first..<first + (Int(words[4]) ?? 1)
        )
      case "allocation": Speed.allocation()
      case "als": print(try Speed.als(words[2], threads: Int(words[3]) ?? 1))
      case "gru": print(try Speed.gru(words[2], threads: Int(words[3]) ?? 1))
      case "hawkes": print(try Speed.hawkes(words[2], threads: Int(words[3]) ?? 1))
      case "export":
        let lesson =
          words[2] == "movielens"
          ? try MovieLens(path: words[3], seed: 0).lesson
          : try TimeSplit.onlineRetail(words[3]).lesson
        try Speed.export(lesson, to: words[4])
      default: throw Usage()
      }
    }
  }

  static func shown(_ x: Double, _ digits: Int = 4) -> String { String(format: "%.\(digits)f", x) }

  static func timed<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> (T, Double) {
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try body()
    return (result, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  }

  static func activity(_ split: TimeSplit) {
    print("\(split.states.count) users, \(split.items.count) items, \(split.log.count) events")
    for kind in activities {
      guard let (model, seconds) = try? timed({ try kind.init(learningFrom: split.lesson) }) else {
        print(kind.name, "failed")
        continue
      }
      let s = split.scores(model)
      print(
        kind.name.padding(toLength: 16, withPad: " ", startingAt: 0),
        "AUC",
        shown(s.areaUnderCurve),
        "log loss",
        shown(s.logLoss),
        "Brier",
        shown(s.brier),
        "mean",
        shown(s.mean),
        "of",
        shown(s.rate),
        "top",
        s.topPrecisions.map { shown($0.precision) }.joined(separator: " "),
        "seconds",
        shown(seconds, 2)
      )
    }
  }

  static func line(_ name: String, _ s: RankingScores, _ seconds: Double) {
    print(
      name.padding(toLength: 34, withPad: " ", startingAt: 0),
      "ItemRec",
      shown(s.itemPrecision),
      "recall",
      shown(s.itemRecall, 3),
      "UserRec",
      shown(s.userPrecision),
      "recall",
      shown(s.userRecall, 3),
      "perplexity",
      shown(s.itemPerplexity, 0),
      shown(s.userPerplexity, 0),
      "seconds",
      shown(seconds, 1)
    )
  }

  /// What the tool's own choice promises for a whole log, and what came.
  static func calibration(_ split: TimeSplit) throws {
    var options = AudienceOptions()
    options.needsItems = false
    let model = try AudienceModel(
      log: split.log,
      until: split.time,
      horizon: split.horizon,
      options: options
    )
    let probabilities = try model.users(split.states, in: split.log).map(\.probability)
    let scores = split.scores(probabilities)
    let expected = probabilities.reduce(0, +)
    let came = scores.rate * Double(scores.count)
    print(
      split.log.clock.text(split.time),
      model.activityName,
      "expected",
      shown(expected, 0),
      "±",
      shown(1.64 * model.error(ofSum: probabilities), 0),
      "came",
      shown(came, 0),
      "off by",
      shown(100 * (expected / came - 1), 1),
      "% log loss",
      shown(scores.logLoss),
      "AUC",
      shown(scores.areaUnderCurve),
      "top",
      shown(scores.topPrecisions[0].precision)
    )
  }

  static func relevance(_ split: TimeSplit, neural: Bool = false) throws {
    line("published baseline", split.scores(PersonalFrequencyTimesLines(split.lesson)), 0)
    let lesson = split.lesson
    let lines = LinesPerVisit(learningFrom: lesson)
    let hawkes = try Hawkes(learningFrom: lesson)
    let count = try VisitCount(learningFrom: lesson)
    var kinds: [any RelevanceModel.Type] = [
      Popularity.self, PersonalFrequency.self, DecayedFrequency.self, AlternatingLeastSquares.self,
      PairwiseRanking.self, GraphConvolution.self,
    ]
    if neural { kinds += [GatedRecurrent.self, Transformer.self] }
    for kind in kinds {
      let (model, seconds) = try timed {
        try kind.init(learningFrom: lesson, options: RelevanceOptions())
      }
      for activity in [count, hawkes] as [any ActivityModel] {
        let factored = FactoredIntensity(activity, model, lines: lines, horizon: split.horizon)
        line("\(kind.name) x \(type(of: activity).name)", split.scores(factored), seconds)
      }
    }
    for members in [[], [AlternatingLeastSquares.self]] as [[any RelevanceModel.Type]] {
      let (blend, seconds) = try timed {
        try BlendedIntensity(
          learningFrom: lesson,
          activity: Hawkes.self,
          members: members,
          excludesSeen: split.excludesSeen
        )
      }
      line("blend \(members.map { $0.name })", split.scores(blend), seconds)
      for (name, weight) in blend.namedWeights { print("   ", name, shown(weight)) }
    }
  }

  static func movielens(_ path: String, models: String, seeds: Range<Int>) throws {
    for seed in seeds {
      let data = try MovieLens(path: path, seed: UInt64(seed))
      let lesson = data.lesson
      print(
        "seed \(seed): \(data.states.count) x \(data.items.count),",
        "\(data.targets.reduce(0) { $0 + $1.count }) targets, \(lesson.histories.reduce(0) { $0 + $1.history.count }) training events, H \(lesson.horizon / 1_000_000) s"
      )
      let lines = LinesPerVisit(learningFrom: lesson)
      let fitted = activities.compactMap { try? $0.init(learningFrom: lesson) }
      let kinds: [String: any RelevanceModel.Type] = [
        "popularity": Popularity.self, "als": AlternatingLeastSquares.self,
        "bpr": PairwiseRanking.self, "graph-convolution": GraphConvolution.self,
        "gru": GatedRecurrent.self, "transformer": Transformer.self,
      ]
      var options = RelevanceOptions()
      options.seed = UInt64(seed)
      for name in models.split(separator: ",") {
        if name == "recurrent" {
          let (model, seconds) = try timed {
            try RecurrentIntensity(learningFrom: lesson, options: options)
          }
          print("tokens/s", Int(model.tokensPerSecond))
          line("recurrent, both factors", data.scores(model), seconds)
        }
        guard let kind = kinds[String(name)] else { continue }
        let (relevance, seconds) = try timed {
          try kind.init(learningFrom: lesson, options: options)
        }
        if let gru = relevance as? GatedRecurrent { print("tokens/s", Int(gru.tokensPerSecond)) }
        if let other = relevance as? Transformer { print("tokens/s", Int(other.tokensPerSecond)) }
        for activity in fitted {
          let model = FactoredIntensity(activity, relevance, lines: lines, horizon: lesson.horizon)
          line("\(name) x \(type(of: activity).name)", data.scores(model), seconds)
        }
      }
    }
  }
}

/// Writes a line at once, so that a long run can be followed through a pipe.
func print(_ items: Any...) {
  let line = items.map { "\($0)" }.joined(separator: " ") + "\n"
  FileHandle.standardOutput.write(Data(line.utf8))
}
