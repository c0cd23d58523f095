import Glibc
import NeuralNetworks
import Parallelism
import Synthesis
import Tensors
import TimeSeries

/// The options of a run, `name=value` each.
struct Settings {
  private var values: [String: String] = [:]

  init(_ words: [String]) {
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
  }

  func text(_ name: String, _ standard: String) -> String { values[name] ?? standard }
  func number(_ name: String, _ standard: Double) -> Double {
    values[name].flatMap(Double.init) ?? standard
  }
  func whole(_ name: String, _ standard: Int) -> Int {
    values[name].flatMap { Int($0) } ?? standard
  }
  func optionalWhole(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
  func isSet(_ name: String) -> Bool { values[name] == "yes" }
}

/// The wall clock, and the processor time of this process.
func seconds(_ clock: Int32) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Trains on M4 Hourly and scores with the published encoder by the published protocol.
@main
struct Runner {
  static func main() throws {
    let settings = Settings(Array(CommandLine.arguments.dropFirst()))
    try withThreads(settings.whole("threads", 1)) { try train(settings) }
  }

  /// The panel with the test part behind the training part of every series.
  static func joined(_ train: Panel, _ test: Panel) -> Panel {
    Panel(
      train.map { series in
        var whole = series
        whole.values += test[id: series.id]?.values ?? []
        whole.index.count = whole.values.count
        return whole
      }
    )
  }

  static func train(_ settings: Settings) throws {
    let data = settings.text("data", "../../../shared/data")
    let length = settings.whole("length", 16)
    let train = try Panel(csv: data + "/m4/Hourly-train.csv.gz")
    let whole = joined(train, try Panel(csv: data + "/m4/Hourly-test.csv.gz"))
    let encoder = try CausalEncoder(
      WeightsFile(path: data + "/encoders/context-fid-m4-hourly.safetensors")
    )
    let preset = GeneratorPreset(rawValue: settings.text("preset", "default")) ?? .standard
    let form = settings.text("features", preset.featureForm.rawValue)
    let features = TimeFeatures(
      frequency: Frequency(.integer),
      season: 24,
      form: TimeFeatures.Form(rawValue: form) ?? preset.featureForm
    )
    let context = settings.whole("context", 0)
    func windows(_ panel: Panel) throws -> WindowSource {
      try WindowSource(
        panel,
        length: length,
        contextLength: context,
        features: features,
        padsContext: preset.padsContext
      )
    }
    // Windows and scales of the whole series for the test, as in the authors' test split.
    let (source, tested) = (try windows(train), try windows(whole))

    // The preset, and what a measurement changes of it.
    var shape = preset.shape(for: source)
    shape.noise =
      ProgressiveShape.Noise(rawValue: settings.text("noise", shape.noise.rawValue)) ?? shape.noise
    var plan = preset.plan(
      stages: shape.stageCount,
      seed: UInt64(settings.whole("seed", 0))
    )
    if let each = settings.optionalWhole("each") {
      plan.schedule = GrowthSchedule(
        stages: shape.stageCount,
        epochsEach: each,
        fadeEpochs: settings.whole("fade", each / 3),
        last: settings.whole("last", each * 4)
      )
      plan.schedule.warmUpUpdates = settings.whole("warm-up", 5)
    }
    plan.batchSize = settings.whole("batch", plan.batchSize)
    plan.learningRate = settings.number("rate", plan.learningRate)
    plan.meanDecay = settings.number("beta", plan.meanDecay)
    let decay = settings.number("average", plan.averageDecay ?? 0)
    plan.averageDecay = decay > 0 ? decay : nil
    if settings.isSet("constant-rate") { plan.cools = false }

    var training = ProgressiveTraining(shape, plan, on: source)
    let every = settings.whole("every", plan.schedule.epochs) * GrowthSchedule.stepsPerEpoch
    let (start, processorStart) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
    var spent = 0.0
    while training.step < plan.stepCount {
      let next = training.step + every
      var last: ProgressiveTraining.Progress?
      var taken = training.step
      try training.run(stop: { taken >= next }, progress: { (taken, last) = ($0.step, $0) })
      let isLast = training.step >= plan.stepCount
      let scoring = seconds(CLOCK_MONOTONIC)
      var random = RandomStream(seed: 2026)
      func score(_ generator: ProgressiveGenerator, _ repeats: Int) -> ContextFID {
        ContextFID(
          of: generator,
          growth: training.growth,
          on: tested,
          encoder: encoder,
          repeats: repeats,
          using: &random
        )
      }
      let score1 = score(training.latestGenerator, isLast ? 10 : 3)
      spent += seconds(CLOCK_MONOTONIC) - scoring
      print(
        "step \(training.step) depth \(training.growth.depth) loss "
          + "\(last?.generatorLoss ?? .nan) \(last?.discriminatorLoss ?? .nan) watch "
          + "\(last?.fidelity ?? .nan) FID \(score1.mean) ± \(score1.deviation) floor \(score1.floor)"
          + " wall \(Int(seconds(CLOCK_MONOTONIC) - start - spent)) s cpu "
          + "\(Int(seconds(CLOCK_PROCESS_CPUTIME_ID) - processorStart)) s"
      )
      if isLast, plan.fidelityInterval != nil {
        let best = score(training.generator, 10)
        print("best by watch \(last?.bestFidelity ?? .nan) FID \(best.mean) ± \(best.deviation)")
      }
      fflush(nil)
    }
  }
}
