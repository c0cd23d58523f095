internal import CommandLineKit
internal import Forecasting
internal import Glibc
internal import NeuralNetworks
internal import Parallelism
internal import Synthesis
internal import TimeSeries

/// How the generator of a command comes about: trained, gone on with, read from a file, or simple.
struct GeneratorTraining {
  let command: GenerateCommand
  let panel: JointPanel
  let season: Int

  private var report: CSVReport { panel.report }
  private var groups: [[Series]] { panel.groups }

  /// The maker of the series; what the user should know of it is added to the notes, how its training
  /// went to the curve.
  func maker(
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws -> SeriesMaker {
    do throws(SynthesisError) {
      switch command.model {
      case .gan, .autoencoder: break
      case .blocks:
        return try SeriesMaker(groups, BlockBootstrap(groups, season: season), season: season)
      case .seasons:
        let others = report.frequency.seasonalCandidates.filter { $0 > season }
        return try SeriesMaker(
          groups,
          SeasonalBootstrap(groups, seasons: season > 1 ? [season] + others : []),
          season: season
        )
      case .ets:
        let panel = panel.panel
        let models = parallelMap(count: panel.count) { place in
          try? ETS(seasonalPeriod: season).fitted(to: panel[place])
        }
        let generator = try SimulatedGenerator(panel, season: season, name: "ets") {
          source,
          count,
          random in
          let history = panel[source].values
          guard let model = models[source] else {
            return Array(repeating: history.last ?? 0, count: count)
          }
          let path = model.simulatedHistory(history, using: &random)
          let future = model.simulatedPath(horizon: count - path.count, using: &random)
          return Array((path + future).prefix(count))
        }
        return try SeriesMaker(groups, generator, season: season)
      }
    } catch {
      throw SynthesisFailure(path: command.input.file, error: error)
    }
    return try maker(for: network(on: terminal, &notes, curve: &curve), &notes)
  }

  // MARK: - Networks

  /// The network of the command, trained or read.
  func network(
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws -> any WindowGenerator {
    if let from = command.from { return try read(from) }
    return command.model == .autoencoder
      ? try autoencoder(on: terminal, &notes)
      : try trained(on: terminal, &notes, curve: &curve)
  }

  /// A maker that finds the series of the panel among those of a generator.
  private func maker(
    for generator: any WindowGenerator,
    _ notes: inout [String]
  ) throws -> SeriesMaker {
    var positions: [String: Int] = [:]
    for (place, source) in generator.sources.enumerated() { positions[source.id] = place }
    var (unknown, short, constant) = (0, 0, 0)
    var sources: [Int?] = []
    var shifts: [Int] = []
    for variables in groups {
      let series = variables[0]
      guard let place = positions[series.id],
        let shift = series.index.frequency.steps(
          from: generator.sources[place].index.start,
          to: series.index.start
        )
      else {
        unknown += 1
        sources.append(nil)
        shifts.append(0)
        continue
      }
      let isConstant = variables.allSatisfy(\.isConstant)
      let isLearnt = generator.sources[place].isLearnt
      if isConstant { constant += 1 } else if !isLearnt { short += 1 }
      sources.append(isLearnt && !isConstant ? place : nil)
      shifts.append(shift)
    }
    let length = generator.windowLength
    if unknown > 0 {
      notes.append("\(unknown) series resampled: the generator has not learnt from them")
    }
    if short > 0 {
      notes.append("\(short) series resampled: no \(length) steps of them without a gap")
    }
    if constant > 0 { notes.append("\(constant) constant series stay what they are") }
    do {
      return try SeriesMaker(groups, generator, sources: sources, shifts: shifts, season: season)
    } catch {
      throw SynthesisFailure(path: command.input.file, error: error)
    }
  }

  /// The generator in a file.
  private func read(_ path: String) throws -> any WindowGenerator {
    do throws(SynthesisError) {
      let file: WeightsFile
      do { file = try WeightsFile(path: path) } catch { throw .weights(error) }
      let generator: any WindowGenerator =
        AutoencoderGenerator.isNamed(in: file)
        ? try AutoencoderGenerator(file) : try ProgressiveSeriesGenerator(file)
      if command.model == .autoencoder, !(generator is AutoencoderGenerator) {
        throw .foreignGenerator(entry: "psa-gan, not timevae; leave --model out")
      }
      try refuseOther(generator)
      if command.conditionOn != nil {
        guard generator.contextLength > 0, generator.sources.contains(where: \.isLearnt) else {
          throw .foreignGenerator(entry: "it sees nothing of what came before")
        }
      }
      return generator
    } catch {
      throw SynthesisFailure(path: path, error: error)
    }
  }

  /// Refuses a generator of another frequency or of other variables than the panel's.
  private func refuseOther(_ generator: any WindowGenerator) throws(SynthesisError) {
    guard generator.features.sourceFrequency == report.frequency else {
      throw .foreignGenerator(
        entry: "frequency \(generator.features.sourceFrequency), not \(report.frequency)"
      )
    }
    let (own, asked) = (generator.variables, panel.names)
    let advice =
      generator.variableCount == 1
      ? "; leave --together out"
      : own.isEmpty ? "" : "; give --together \(own.joined(separator: ","))"
    guard generator.variableCount == panel.variableCount else {
      throw .foreignGenerator(
        entry: "\(generator.variableCount) variables together, not \(panel.variableCount)" + advice
      )
    }
    if own.isEmpty || own == asked { return }
    func list(_ names: [String]) -> String { names.map(\.quoted).joined(separator: ", ") }
    throw .foreignGenerator(
      entry: own.sorted() == asked.sorted()
        ? "columns in the order \(list(own)), in \(command.input.file) \(list(asked))"
        : "columns \(list(own)) together, not \(list(asked))" + advice
    )
  }

  /// Trains a generator, or goes on with a training.
  private func trained(
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws -> ProgressiveSeriesGenerator {
    let path = command.input.file
    let earlier = command.resume ? try command.save.map(unfinished) : nil
    do throws(SynthesisError) {
      let (source, length) = try windows(earlier, &notes)
      let preset = command.preset
      let shape = earlier?.network.shape ?? preset.shape(for: source)
      var plan =
        earlier?.plan ?? preset.plan(stages: shape.stageCount, seed: command.options.seed)
      if let budget = command.timeBudget {
        plan = plan.fitted(toSeconds: budget.seconds, shape, on: source)
      }
      let checkpoint = command.save.map(Self.checkpoint)
      var training = ProgressiveTraining(shape, plan, on: source, checkpointPath: checkpoint)
      if let checkpoint, command.resume {
        try training.restore(path: checkpoint)
      } else {
        try keep(training, source)
      }
      let outcome = try run(&training, length: length, on: terminal, &notes, curve: &curve)
      let generator = generator(training, source)
      try keep(training, source)
      if outcome == .interrupted {
        throw .interrupted
      }
      if let checkpoint { unlink(checkpoint) }
      return generator
    } catch .interrupted {
      var ending = Interrupted(output: command.output)
      ending.remark =
        command.save.map {
          "; what was learnt is in \($0), the same command with --resume goes on"
        } ?? "; with --save a training can be gone on with"
      throw ending
    } catch {
      throw SynthesisFailure(path: path, error: error)
    }
  }

  /// The generator of an interrupted training on the series of the panel.
  private func unfinished(_ path: String) throws -> ProgressiveSeriesGenerator {
    do throws(SynthesisError) {
      let file: WeightsFile
      do { file = try WeightsFile(path: path) } catch { throw .weights(error) }
      let generator = try ProgressiveSeriesGenerator(file)
      try refuseOther(generator)
      let (known, series) = (generator.sources, groups.map { $0[0] })
      guard known.map(\.id) == series.map(\.id) else {
        let other = zip(known, series).first { $0.id != $1.id }
        throw .foreignGenerator(
          entry: other.map { "series \($0.id.quoted) in the place of \($1.id.quoted)" }
            ?? "\(known.count) series, not \(series.count)"
        )
      }
      guard known.map(\.index) == series.map(\.index) else {
        throw .foreignGenerator(entry: "series of other times")
      }
      return generator
    } catch {
      throw SynthesisFailure(path: path, error: error)
    }
  }

  /// The windows to learn from.
  func windows(
    _ earlier: ProgressiveSeriesGenerator?,
    _ notes: inout [String]
  ) throws(SynthesisError) -> (source: WindowSource, length: Int) {
    let preset = command.preset
    var length = earlier?.network.shape.length ?? 0
    if length == 0 {
      if let asked = command.window {
        length = command.model == .autoencoder ? asked : 8
        while length < asked { length *= 2 }
        if length != asked {
          notes.append(
            "windows of \(length) steps: the GAN doubles from 8 on, \(asked) is rounded up"
          )
        }
      } else {
        length =
          WindowSource.usualLength(for: panel.panel, season: season) ?? ProgressiveShape.shortest
      }
    }
    let source = try WindowSource(
      groups,
      length: length,
      contextLength: earlier?.network.shape.contextLength ?? min(length, 64),
      features: earlier?.features
        ?? TimeFeatures(frequency: report.frequency, season: season, form: preset.featureForm),
      padsContext: preset.padsContext
    )
    return (source, length)
  }

  /// Shows how a training goes.
  func meter(steps: Int, on terminal: Terminal) -> ProgressMeter {
    ProgressMeter(
      "Training",
      total: steps,
      unit: "steps",
      on: terminal,
      isQuiet: command.options.quiet
    )
  }

  /// Takes the steps of a training, and shows how it goes.
  private func run(
    _ training: inout ProgressiveTraining,
    length: Int,
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws(SynthesisError) -> TrainingOutcome {
    let plan = training.plan
    let meter = meter(steps: plan.stepCount, on: terminal)
    defer { meter.finish() }
    let stages = training.shape.stageCount
    meter.advance(by: training.step)
    let watch = Stopwatch()
    // What was planned is not cut short by a machine that is a little busier than at first.
    let limit = command.timeBudget.map { 1.2 * $0.seconds } ?? .infinity
    do {
      let outcome = try training.run(
        stop: { Interrupt.isRequested || watch.seconds > limit },
        progress: { state in
          curve.add(state)
          func short(_ value: Double?) -> String { LinePlot.short(value ?? .nan) }
          let fidelity = state.fidelity.map { ", fidelity \(short($0))" } ?? ""
          meter.rename(
            "Stage \(state.growth.depth + 1)/\(stages + 1), loss \(short(state.generatorLoss))"
              + "/\(short(state.discriminatorLoss))\(fidelity)"
          )
          meter.advance()
        }
      )
      let fidelity =
        curve.bestFidelity.map {
          ", distance of windows from real ones \(LinePlot.short($0))"
        } ?? ""
      notes.append("trained \(training.step) steps on windows of \(length) steps" + fidelity)
      if outcome == .interrupted, !Interrupt.isRequested {
        notes.append(
          "the time budget ended the training after \(training.step) of \(plan.stepCount) steps"
        )
        return .stoppedEarly
      }
      return outcome
    } catch {
      // What was learnt before is good if all stages had been in use.
      guard case .training(let cause) = error, curve.bestFidelity != nil else { throw error }
      notes.append(
        "the training ended early and the best generator before that is used: \(cause)"
      )
      return .stoppedEarly
    }
  }

  // MARK: - Files

  /// Where a training is kept that is interrupted.
  private static func checkpoint(_ path: String) -> String { path + ".checkpoint" }

  /// Writes the generator as it is to the file of `--save`, if there is one.
  private func keep(
    _ training: ProgressiveTraining,
    _ source: WindowSource
  ) throws(SynthesisError) {
    guard let save = command.save else { return }
    do { try generator(training, source).file.write(to: save) } catch { throw .weights(error) }
  }

  /// The generator that a training has come to, with the names of its variables.
  private func generator(
    _ training: ProgressiveTraining,
    _ source: WindowSource
  ) -> ProgressiveSeriesGenerator {
    var generator = ProgressiveSeriesGenerator(training, on: source)
    generator.variables = panel.names
    return generator
  }
}

extension Series {
  /// Whether no two observations differ.
  var isConstant: Bool {
    let first = values.first { !$0.isNaN }
    return values.allSatisfy { $0.isNaN || $0 == first }
  }
}
