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

  private static let options = ["set", "length", "seconds", "repeats", "seed", "threads"]

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
      let generator = try trained(on: data.source, seconds: time, seed: seed)
      try score(generator, data, repeats: repeats, seed: seed)
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
  static func trained(on source: WindowSource, seconds: Int, seed: UInt64) throws
    -> ProgressiveGenerator
  {
    let shape = GeneratorPreset.standard.shape(for: source)
    let plan = GeneratorPreset.standard.plan(stages: shape.stageCount, seed: seed)
      .fitted(toSeconds: Double(seconds), shape, on: source)
    var training = ProgressiveTraining(shape, plan, on: source)
    try training.run(progress: { state in
      if state.step.isMultiple(of: 500) {
        print("step", state.step, "of", state.stepCount, "watch", state.fidelity ?? .nan)
        fflush(nil)
      }
    })
    return training.generator
  }

  /// Prints the scores of a generator, round by round and on average.
  static func score(
    _ generator: ProgressiveGenerator,
    _ data: WindowSet,
    repeats: Int,
    seed: UInt64
  ) throws {
    let names = ["Context-FID", "correlational", "discriminative", "predictive"]
    var scores = names.map { _ in [Double]() }
    for round in 0..<repeats {
      let own = seed + UInt64(round)
      var random = RandomStream(seed: own, name: "scores")
      let real = data.real
      let made = data.made(real.shape[0], by: generator, using: &random)
      let anew = try ContrastiveEncoder.trained(on: real, seed: own)
      let count = real.shape[0]
      func part(_ windows: Tensor) -> Tensor {
        windows.gathered(
          at: Indices((0..<count / 5).map { _ in Int(random.uniform() * Double(count)) })
        )
      }
      let latest = [
        moments(made, anew).frechetDistance(to: moments(real, anew)),
        correlationalScore(part(real), part(made)),
        try PostHocScores.discriminative(real: real, made: made, seed: own),
        try PostHocScores.predictive(trainedOn: made, testedOn: real, seed: own),
      ]
      for place in scores.indices { scores[place].append(latest[place]) }
      print("round", round, latest.map { "\($0)" }.joined(separator: " "))
      fflush(nil)
    }
    print(zip(names, scores).map { "\($0) \(text($1))" }.joined(separator: " "))
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
