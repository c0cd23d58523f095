import Glibc
import NeuralNetworks
import Parallelism
import Synthesis
import Tensors
import TimeSeries

/// Trains the GAN on one of the sets of Diffusion-TS and scores its windows by the protocol of that paper.
@main
struct Joint {
  static func main() throws {
    var options: [String: String] = [:]
    for word in CommandLine.arguments.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { options[parts[0]] = parts[1] }
    }
    func whole(_ name: String, _ standard: Int) -> Int {
      options[name].flatMap { Int($0) } ?? standard
    }
    let (length, seed) = (whole("length", 24), UInt64(whole("seed", 0)))
    try withThreads(whole("threads", 1)) {
      let data =
        options["set"] == "sines"
        ? WindowSet(sines: 10_000, length: length, seed: seed)
        : WindowSet(table: table(), length: length)
      try run(data, seconds: whole("seconds", 600), repeats: whole("repeats", 5), seed: seed)
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

  static func run(_ data: WindowSet, seconds: Int, repeats: Int, seed: UInt64) throws {
    let source = data.source
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
    let generator = training.generator
    var (fid, correlational, told, predicted, close):
      ([Double], [Double], [Double], [Double], [Double]) =
        ([], [], [], [], [])
    for round in 0..<repeats {
      var random = RandomStream(seed: seed + UInt64(round), name: "scores")
      let real = data.real
      let made = data.made(real.shape[0], by: generator, using: &random)
      let anew = try ContrastiveEncoder.trained(on: real, seed: seed + UInt64(round))
      fid.append(moments(made, anew).frechetDistance(to: moments(real, anew)))
      let count = real.shape[0]
      func part(_ windows: Tensor) -> Tensor {
        windows.gathered(
          at: Indices((0..<count / 5).map { _ in Int(random.uniform() * Double(count)) })
        )
      }
      correlational.append(correlationalScore(part(real), part(made)))
      told.append(try PostHocScores.discriminative(real: real, made: made, seed: UInt64(round)))
      predicted.append(
        try PostHocScores.predictive(trainedOn: made, testedOn: real, seed: UInt64(round))
      )
      print("round", round, fid[round], correlational[round], told[round], predicted[round])
      fflush(nil)
    }
    print(
      "Context-FID \(text(fid)) correlational \(text(correlational)) discriminative \(text(told)) "
        + "predictive \(text(predicted))"
    )
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
    let quantiles = [12.706, 4.303, 3.182, 2.776]
    let quantile = values.count < 6 ? quantiles[values.count - 2] : 1.96 + 2.5 / (count - 1)
    return "\(mean) ± \(quantile * (squares / (count - 1) / count).squareRoot())"
  }
}

/// The windows of a set: those that are scored, and those that the networks, whose windows are powers of
/// two, learn from.
struct WindowSet {
  let length: Int
  let source: WindowSource
  /// All windows, of shape `[window, variable, step]`, scaled to `0...1` over the whole set.
  let real: Tensor
  /// Whether windows are stretched for the networks; else the first steps of longer ones are taken.
  private let isStretched: Bool

  private static let features = TimeFeatures(
    frequency: Frequency(.integer),
    season: 1,
    form: .circle
  )

  private static func power(_ length: Int) -> Int {
    var power = 8
    while power < length { power *= 2 }
    return power
  }

  /// All windows of a table, one row after another.
  init(table: [[Double]], length: Int) {
    (self.length, isStretched) = (length, false)
    let group = table.map { Series(id: "table", values: $0) }
    func windows(_ length: Int) -> WindowSource {
      do { return try WindowSource([group], length: length, features: Self.features) } catch {
        preconditionFailure("\(error)")
      }
    }
    source = windows(Self.power(length))
    let count = table[0].count - length + 1
    real = windows(length).windows(at: (0..<count).map { WindowPlace(series: 0, start: $0) }).values
  }

  /// Sines with random frequencies and phases, as in the program of TimeGAN.
  init(sines count: Int, length: Int, seed: UInt64) {
    (self.length, isStretched) = (length, true)
    let variables = 5
    var random = RandomStream(seed: seed, name: "sines")
    var values: [Float] = []
    var columns = [[Double]](repeating: [], count: variables)
    let long = Self.power(length)
    for _ in 0..<count {
      for variable in 0..<variables {
        let (frequency, phase) = (0.1 * random.uniform(), 0.1 * random.uniform())
        let wave = Tensor(
          (0..<length).map { (sin(frequency * Double($0) + phase) + 1) / 2 },
          shape: [1, 1, length]
        )
        values += wave.floatElements
        // A gap keeps windows from reaching over into the next sample.
        columns[variable] += Self.stretched(wave, to: long).elements + [.nan]
      }
    }
    real = Tensor(floats: values, shape: [count, variables, length])
    do {
      source = try WindowSource(
        [columns.map { Series(id: "sines", values: $0) }],
        length: long,
        features: Self.features,
        scales: [columns.map { _ in SeriesScale(minimum: 0, range: 1, isWhole: false) }]
      )
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Windows of a generator, at random places of the set.
  func made(_ count: Int, by network: ProgressiveGenerator, using random: inout RandomStream)
    -> Tensor
  {
    var parts: [Tensor] = []
    for first in stride(from: 0, to: count, by: 256) {
      let size = min(256, count - first)
      let batch = source.windows(size, using: &random)
      let windows = network(
        batch.conditions,
        noise: network.shape.noise(size, using: &random),
        growth: Growth(depth: network.shape.stageCount)
      )
      parts.append(
        isStretched ? Self.stretched(windows, to: length) : windows.sliced(0..<length, along: 2)
      )
    }
    return .concatenated(parts)
  }

  /// Windows of another length, on straight lines.
  static func stretched(_ windows: Tensor, to length: Int) -> Tensor {
    let old = windows.shape[2]
    if old == length { return windows }
    var weights = [Double](repeating: 0, count: old * length)
    for step in 0..<length {
      let place = Double(step) * Double(old - 1) / Double(length - 1)
      let left = min(Int(place), old - 2)
      weights[left * length + step] = 1 - (place - Double(left))
      weights[(left + 1) * length + step] = place - Double(left)
    }
    return matmul(windows, Tensor(weights, shape: [old, length]))
  }
}
