import Glibc
import Parallelism
import Settings
import Synthesis
import Tensors
import TimeSeries

/// Trains a generator on one of the sets of Diffusion-TS and scores its windows by the protocol of that paper.
@main
struct Joint {
  /// Where the windows come from.
  private enum NamedSet: String { case sines, table }

  /// What makes windows: a network, or chance among the real ones, whose scores are the floor.
  private enum Model: String { case gan = "psa-gan", autoencoder = "timevae", real }

  private typealias Maker = (WindowConditions, inout RandomStream) -> Tensor

  private static let options = [
    "set", "length", "seconds", "steps", "repeats", "seed", "threads", "model", "matching",
    "shared", "gain", "fid-only",
  ]

  /// What moments of made windows are held against.
  private enum Matching: String { case pairs, all }

  static func main() throws {
    do {
      try run(Settings(Array(CommandLine.arguments.dropFirst()), known: options))
    } catch let error as SettingsError {
      print("\(error)")
      exit(64)
    }
  }

  static func run(_ settings: Settings) throws {
    let set = try settings.word("set", NamedSet.table)
    let length = try settings.whole("length", 24, least: 2)
    let (time, repeats) = try (
      settings.whole("seconds", 600, least: 1), settings.whole("repeats", 5, least: 1)
    )
    let seed = UInt64(try settings.whole("seed", 0))
    try withThreads(settings.whole("threads", 1, least: 1)) {
      let data =
        set == .sines
        ? WindowSet(sines: 10_000, length: length, seed: seed)
        : try WindowSet(table: table(), length: length)
      let began = clock()
      let maker: Maker? =
        switch try settings.word("model", Model.gan) {
        case .gan: try gan(settings, on: data.source, seconds: time, seed: seed)
        case .autoencoder: try autoencoder(settings, on: data.source, seconds: time, seed: seed)
        case .real: nil
        }
      print("trained for", Double(clock() - began) / 1e6, "s of processor time")
      try score(
        maker,
        data,
        repeats: repeats,
        seed: seed,
        isQuick: settings.isSet("fid-only")
      )
    }
  }

  /// The numbers of a CSV file on standard input, column by column; columns of other things left out.
  ///
  /// - Throws: `SettingsError` where there are none, or rows of different lengths.
  static func table() throws -> [[Double]] {
    var columns: [[Double]] = []
    var rows: [[Double?]] = []
    _ = readLine()
    while let line = readLine() {
      rows.append(line.split(separator: ",", omittingEmptySubsequences: false).map(Self.number))
    }
    if let place = rows.firstIndex(where: { $0.count != rows[0].count }) {
      throw SettingsError.table(
        "line \(place + 2) has \(rows[place].count) cells, line 2 has \(rows[0].count)"
      )
    }
    for column in rows.first?.indices ?? 0..<0 {
      let values = rows.compactMap { $0[column] }
      if values.count == rows.count { columns.append(values) }
    }
    if columns.isEmpty { throw SettingsError.table("it has no column of numbers") }
    return columns
  }

  /// The number of a cell; nil for other things, and for what is not finite.
  private static func number(_ cell: Substring) -> Double? {
    Double(cell).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A GAN of the default preset, in about so many seconds.
  private static func gan(
    _ settings: Settings,
    on source: WindowSource,
    seconds: Int,
    seed: UInt64
  ) throws -> Maker {
    var shape = GeneratorPreset.standard.shape(for: source)
    shape.sharedNoiseCount = try settings.whole("shared", shape.sharedNoiseCount)
    shape.gain = try settings.number("gain", shape.gain)
    var plan = GeneratorPreset.standard.plan(stages: shape.stageCount, seed: seed)
    plan.matchesDistributions = try settings.word("matching", Matching.all) == .all
    if let steps = try settings.optionalWhole("steps", least: 1) {
      plan.schedule = plan.schedule.scaled(by: Double(steps) / Double(plan.stepCount))
    } else {
      plan = plan.fitted(toSeconds: Double(seconds), shape, on: source)
    }
    var training = ProgressiveTraining(shape, plan, on: source)
    try training.run(progress: { state in
      if state.step.isMultiple(of: 500) {
        print(
          "step",
          state.step,
          "of",
          state.stepCount,
          "depth",
          state.growth.depth,
          "losses",
          state.generatorLoss,
          state.discriminatorLoss,
          "watch",
          state.fidelity ?? .nan
        )
        fflush(nil)
      }
    })
    let network = training.generator
    return { conditions, random in
      network(
        conditions,
        noise: shape.noise(conditions.series.values.count, using: &random),
        growth: Growth(depth: shape.stageCount)
      )
    }
  }

  /// A TimeVAE as `generate` has it, in about so many seconds.
  private static func autoencoder(
    _ settings: Settings,
    on source: WindowSource,
    seconds: Int,
    seed: UInt64
  ) throws -> Maker {
    var plan = AutoencoderPlan()
    plan.seed = seed
    if let steps = try settings.optionalWhole("steps", least: 1) {
      plan.stepCount = steps
    } else {
      plan = plan.fitted(toSeconds: Double(seconds), on: source, season: 1)
    }
    var training = AutoencoderTraining(plan, on: source, season: 1)
    try training.run()
    print("steps", training.step)
    let generator = training.seriesGenerator
    return { conditions, random in
      let count = conditions.series.values.count
      return generator.windows(
        conditions,
        noise: Tensor.normal([count, generator.noiseSize], using: &random).floatElements
      )
    }
  }

  /// Prints the scores of a generator, round by round and on average; those of real windows drawn anew
  /// where there is none.
  private static func score(
    _ maker: Maker?,
    _ data: WindowSet,
    repeats: Int,
    seed: UInt64,
    isQuick: Bool
  ) throws {
    let names = ["Context-FID", "correlational", "discriminative", "predictive"]
    var scores = names.map { _ in [Double]() }
    let (real, count) = (data.real, data.real.shape[0])
    for round in 0..<repeats {
      let own = seed + UInt64(round)
      var random = RandomStream(seed: own, name: "scores")
      func drawn(_ windows: Tensor, _ size: Int) -> Tensor {
        windows.gathered(
          at: Indices((0..<size).map { _ in Int(random.uniform() * Double(count)) })
        )
      }
      let made =
        maker.map { data.made(count, using: &random, by: $0) } ?? drawn(real, count)
      if round == 0 { compare(real, made) }
      let anew = try ContrastiveEncoder.trained(on: real, seed: own)
      var latest = [
        moments(made, anew).frechetDistance(to: moments(real, anew)),
        correlationalScore(drawn(real, count / 5), drawn(made, count / 5)),
      ]
      print("round", round, "so far", latest)
      fflush(nil)
      if !isQuick {
        latest.append(try PostHocScores.discriminative(real: real, made: made, seed: own))
        latest.append(try PostHocScores.predictive(trainedOn: made, testedOn: real, seed: own))
      }
      for place in latest.indices { scores[place].append(latest[place]) }
      print(
        "round",
        round,
        latest.map { "\($0)" }.joined(separator: " "),
        "at",
        clock() / 1_000_000
      )
      fflush(nil)
    }
    print(zip(names, scores).map { "\($0) \(text($1))" }.joined(separator: " "))
  }

  /// Prints what the values of each variable are like: their mean, spread and ends, and the spread of
  /// means of windows and of changes.
  private static func compare(_ real: Tensor, _ made: Tensor) {
    for variable in 0..<min(8, real.shape[1]) {
      for (name, windows) in [("real", real), ("made", made)] {
        let x = windows.selected(variable, along: 1)
        let values = x.elements.sorted()
        let last = x.shape[1] - 1
        let changes = x.sliced(1..<last + 1, along: 1) - x.sliced(0..<last, along: 1)
        func short(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
        func spread(_ x: Tensor) -> Double {
          short(x.flattened().variance(along: 0).scalar.squareRoot())
        }
        let quantiles = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1].map {
          short(values[Int($0 * Double(values.count - 1))])
        }
        print(
          variable,
          name,
          short(x.mean().scalar),
          spread(x),
          quantiles,
          "windows",
          spread(x.mean(along: 1)),
          "changes",
          spread(changes)
        )
      }
    }
    fflush(nil)
  }

  static func moments(_ windows: Tensor, _ encoder: ContrastiveEncoder) -> VectorMoments {
    var vectors: [Double] = []
    for first in stride(from: 0, to: windows.shape[0], by: 256) {
      let part = windows[first..<min(first + 256, windows.shape[0])]
      vectors += encoder.vectors(of: part).elements
    }
    return VectorMoments(vectors, size: 320)
  }

  /// The mean, and the half width of its 95 % interval as the paper gives it.
  static func text(_ values: [Double]) -> String {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard values.count > 1 else { return "\(mean)" }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let quantile = StudentDistribution(freedom: count - 1).quantile(at: 0.975)
    return "\(mean) ± \(quantile * (squares / (count - 1) / count).squareRoot())"
  }
}
