internal import CommandLineKit
internal import NeuralNetworks
internal import Synthesis

extension GeneratorTraining {
  /// Trains a GAN, or goes on with a training.
  func progressive(
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws -> ProgressiveSeriesGenerator {
    let preset = command.preset
    return try trained(
      begin: { earlier, checkpoint throws(SynthesisError) in
        let source = try windows(earlier, &notes)
        let shape = earlier?.network.shape ?? preset.shape(for: source)
        var plan =
          earlier?.plan ?? preset.plan(stages: shape.stageCount, seed: command.options.seed)
        if let budget = command.timeBudget {
          plan = plan.fitted(toSeconds: budget.seconds, shape, on: source)
        }
        return ProgressiveTraining(shape, plan, on: source, checkpointPath: checkpoint)
      },
      run: { (training: inout ProgressiveTraining) throws(SynthesisError) in
        try run(&training, on: terminal, &notes, curve: &curve)
      }
    )
  }

  /// Takes the steps of a training, and shows how it goes.
  private func run(
    _ training: inout ProgressiveTraining,
    on terminal: Terminal,
    _ notes: inout [String],
    curve: inout TrainingCurve
  ) throws(SynthesisError) -> TrainingOutcome {
    let stages = training.shape.stageCount
    do {
      let outcome = try metered(&training, on: terminal, &notes) {
        training,
        stop,
        meter throws(SynthesisError) in
        try training.run(
          stop: stop,
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
      }
      let fidelity =
        curve.bestFidelity.map {
          ", distance of windows from real ones \(LinePlot.short($0))"
        } ?? ""
      notes.append(
        "trained \(training.step) steps on windows of \(training.shape.length) steps" + fidelity
      )
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
}
