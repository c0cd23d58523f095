internal import CommandLineKit
internal import NeuralNetworks
internal import Synthesis

extension GeneratorTraining {
  /// Trains a TimeVAE, or goes on with a training.
  func autoencoder(
    on terminal: Terminal,
    _ notes: inout [String]
  ) throws -> AutoencoderGenerator {
    try trained(
      begin: { earlier, checkpoint throws(SynthesisError) in
        let source = try windows(earlier, &notes)
        let season = earlier?.features.season ?? self.season
        var plan = earlier?.plan ?? AutoencoderPlan()
        if earlier == nil {
          plan.seed = command.options.seed
          if command.preset == .fast { plan.stepCount /= 5 }
        }
        if let budget = command.timeBudget {
          plan = plan.fitted(toSeconds: budget.seconds, on: source, season: season)
        }
        return AutoencoderTraining(plan, on: source, season: season, checkpointPath: checkpoint)
      },
      run: { (training: inout AutoencoderTraining) throws(SynthesisError) in
        // The loss of one batch says little; the mean of the latest ones is shown.
        var latest = Double.nan
        let outcome = try metered(&training, on: terminal, &notes) {
          training,
          stop,
          meter throws(SynthesisError) in
          try training.run(
            stop: stop,
            progress: { state in
              latest = latest.isNaN ? state.loss : 0.98 * latest + 0.02 * state.loss
              if state.step.isMultiple(of: 20) {
                meter.rename("Training, loss \(LinePlot.short(latest))")
              }
              meter.advance()
            }
          )
        }
        notes.append(
          "trained \(training.step) steps on windows of \(training.windowLength) steps"
            + (latest.isNaN ? "" : ", loss \(LinePlot.short(latest))")
        )
        return outcome
      }
    )
  }
}
