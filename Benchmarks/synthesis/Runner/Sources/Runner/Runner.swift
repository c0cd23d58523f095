import Glibc
import NeuralNetworks
import Parallelism
import Settings
import Synthesis
import Tensors
import TimeSeries

/// The wall clock, and the processor time of this process.
func seconds(_ clock: Int32) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Trains on M4 Hourly and scores with the published encoder by the published protocol.
@main
struct Runner {
  private static let options = [
    "data", "length", "context", "preset", "seed", "threads", "every", "each", "fade", "last",
    "warm-up", "batch", "rate", "beta", "average", "noise", "features", "constant-rate",
  ]

  static func main() throws {
    do {
      let settings = try Settings(Array(CommandLine.arguments.dropFirst()), known: options)
      try withThreads(settings.whole("threads", 1, least: 1)) { try train(settings) }
    } catch let error as SettingsError {
      print("\(error)")
      exit(64)
    }
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
    let length = try settings.whole("length", 16, least: 8)
    guard length.nonzeroBitCount == 1 else { throw SettingsError.value(word: "length=\(length)") }
    let preset = try settings.word("preset", GeneratorPreset.standard)
    let form = try settings.word("features", preset.featureForm)
    let train = try Panel(csv: data + "/m4/Hourly-train.csv.gz")
    let whole = joined(train, try Panel(csv: data + "/m4/Hourly-test.csv.gz"))
    let encoder = try CausalEncoder(
      WeightsFile(path: data + "/encoders/context-fid-m4-hourly.safetensors")
    )
    let features = TimeFeatures(
      frequency: Frequency(.integer),
      season: 24,
      form: form
    )
    let context = try settings.whole("context", 0)
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
    shape.noise = try settings.word("noise", shape.noise)
    var plan = try preset.plan(
      stages: shape.stageCount,
      seed: UInt64(settings.whole("seed", 0))
    )
    if let each = try settings.optionalWhole("each", least: 1) {
      plan.schedule = try GrowthSchedule(
        stages: shape.stageCount,
        epochsEach: each,
        fadeEpochs: settings.whole("fade", each / 3),
        last: settings.whole("last", each * 4)
      )
      plan.schedule.warmUpUpdates = try settings.whole("warm-up", 5)
    }
    plan.batchSize = try settings.whole("batch", plan.batchSize, least: plan.parts)
    plan.learningRate = try settings.number("rate", plan.learningRate)
    plan.meanDecay = try settings.number("beta", plan.meanDecay)
    let decay = try settings.number("average", plan.averageDecay ?? 0)
    plan.averageDecay = decay > 0 ? decay : nil
    if settings.isSet("constant-rate") { plan.cools = false }

    var training = ProgressiveTraining(shape, plan, on: source)
    let every =
      try settings.whole("every", plan.schedule.epochs, least: 1) * GrowthSchedule.stepsPerEpoch
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
