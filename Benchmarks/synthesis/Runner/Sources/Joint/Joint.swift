import Glibc
import Parallelism
import Settings
import Synthesis
import Tensors
import TimeSeries

/// Trains a generator on one of the sets of Diffusion-TS and scores its windows by the protocol of that paper.
@main
struct Joint {
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
    guard ["sines", "table"].contains(settings.text("set", "table")) else {
      throw SettingsError(word: "set=" + settings.text("set", ""), known: [])
    }
    let length = try settings.whole("length", 24)
    let seed = UInt64(try settings.whole("seed", 0))
    try withThreads(settings.whole("threads", 1)) {
      let data =
        settings.text("set", "table") == "sines"
        ? WindowSet(sines: 10_000, length: length, seed: seed)
        : WindowSet(table: table(), length: length)
      let generator = try trained(
        on: data.source,
        seconds: settings.whole("seconds", 600),
        seed: seed
      )
      try score(generator, data, repeats: settings.whole("repeats", 5), seed: seed)
    }
  }

  /// The numbers of a CSV file on standard input, column by column; columns of other things left out.
  static func table() -> [[Double]] {
    var columns: [[Double]] = []
    var rows: [[Double?]] = []
    _ = readLine()
    while let line = readLine() {
      rows.append(line.split(separator: ",").map { Double($0) })
    }
    for column in rows.first?.indices ?? 0..<0 {
      let values = rows.compactMap { $0[column] }
      if values.count == rows.count { columns.append(values) }
    }
    return columns
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
