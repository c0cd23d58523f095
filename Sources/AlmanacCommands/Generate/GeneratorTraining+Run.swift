internal import CommandLineKit
internal import Glibc
internal import NeuralNetworks
internal import Synthesis
internal import TimeSeries

extension GeneratorTraining {
  /// Trains a generator, or goes on with a training. The file of `--save` has what was learnt once the
  /// training ends, is interrupted or fails; until then it has the plan that `--resume` goes on with, and
  /// says that no step was taken.
  ///
  /// - Parameters:
  ///   - begin: the training at its beginning, like that of an interrupted one if there is one.
  ///   - run: takes the steps that are left.
  func trained<Training: WindowTraining>(
    begin: (_ earlier: Training.Generator?, _ checkpoint: String?) throws(SynthesisError) ->
      Training,
    run: (inout Training) throws(SynthesisError) -> TrainingOutcome
  ) throws -> Training.Generator {
    do throws(SynthesisError) {
      let checkpoint = command.save.map { $0 + ".checkpoint" }
      var training = try begin(saved as? Training.Generator, checkpoint)
      let hasBegun = checkpoint.map { saved?.panel.steps != 0 || access($0, F_OK) == 0 } ?? false
      if let checkpoint, command.resume, hasBegun {
        try training.restore(path: checkpoint)
      } else {
        // That of an earlier training is none of this one.
        if let checkpoint { unlink(checkpoint) }
        _ = try kept(training)
      }
      let outcome: TrainingOutcome
      do { outcome = try run(&training) } catch {
        if training.step > 0 { _ = try kept(training) }
        throw error
      }
      let generator = try kept(training)
      if outcome == .interrupted { throw .interrupted }
      if let checkpoint { unlink(checkpoint) }
      return generator
    } catch .interrupted {
      var ending = Interrupted(output: command.output)
      ending.remark =
        command.save.map {
          "; what was learnt is in \($0), the same command with --resume goes on"
        } ?? "; with --save an interrupted training can be resumed"
      throw ending
    } catch {
      throw SynthesisFailure(path: command.input.file, error: error)
    }
  }

  /// The generator that a training has come to, with the names of its variables; it is in the file of
  /// `--save`, if there is one.
  private func kept<Training: WindowTraining>(
    _ training: Training
  ) throws(SynthesisError) -> Training.Generator {
    var generator = training.seriesGenerator
    generator.variables = panel.names
    if let save = command.save {
      do { try generator.file.write(to: save) } catch { throw .weights(error) }
    }
    return generator
  }

  /// The steps of a training, shown on a meter, until the user or the time budget ends them.
  ///
  /// - Parameter take: takes the steps; it asks whether to end, and tells the meter.
  /// - Returns: why they ended; the time budget is a good reason.
  func metered<Training: WindowTraining>(
    _ training: inout Training,
    on terminal: Terminal,
    _ notes: inout [String],
    take: (inout Training, _ stop: () -> Bool, _ meter: ProgressMeter) throws(SynthesisError) ->
      TrainingOutcome
  ) throws(SynthesisError) -> TrainingOutcome {
    let meter = ProgressMeter(
      "Training",
      total: training.stepCount,
      unit: "steps",
      on: terminal,
      isQuiet: command.options.quiet
    )
    defer { meter.finish() }
    meter.advance(by: training.step)
    let watch = Stopwatch()
    // What was planned is not cut short by a machine that is a little busier than at first.
    let limit = command.timeBudget.map { 1.2 * $0.seconds } ?? .infinity
    let outcome = try take(
      &training,
      { Interrupt.isRequested || watch.seconds > limit },
      meter
    )
    guard outcome == .interrupted, !Interrupt.isRequested else { return outcome }
    notes.append(
      "the time budget ended the training after \(training.step) of \(training.stepCount) steps"
    )
    return .stoppedEarly
  }

  /// The windows to learn from, like those of an interrupted training if there is one.
  func windows(
    _ earlier: (any WindowGenerator)?,
    _ notes: inout [String]
  ) throws(SynthesisError) -> WindowSource {
    let preset = command.preset
    var length = earlier?.windowLength ?? 0
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
        // New series have no steps to learn from, and do not count.
        let observed = Panel(groups.filter(\.isObserved).map { $0[0] })
        length =
          WindowSource.usualLength(for: observed, season: season) ?? ProgressiveShape.shortest
      }
    }
    return try WindowSource(
      groups,
      length: length,
      contextLength: earlier?.contextLength ?? min(length, 64),
      features: earlier?.features
        ?? TimeFeatures(frequency: report.frequency, season: season, form: preset.featureForm),
      padsContext: earlier?.knowsBeginnings ?? preset.padsContext
    )
  }
}
