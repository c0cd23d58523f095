internal import CommandLineKit
internal import Synthesis

extension GeneratorTraining {
  /// Trains a TimeVAE, and keeps it where the command says so.
  func autoencoder(
    on terminal: Terminal,
    _ notes: inout [String]
  ) throws -> AutoencoderGenerator {
    do throws(SynthesisError) {
      let (source, length) = try windows(nil, &notes)
      var plan = AutoencoderGenerator.Plan()
      plan.seed = command.options.seed
      if command.preset == .fast { plan.stepCount /= 5 }
      let meter = meter(steps: plan.stepCount, on: terminal)
      defer { meter.finish() }
      var generator = try AutoencoderGenerator.trained(on: source, season: season, plan) {
        step,
        loss in
        if step.isMultiple(of: 20) { meter.rename("Training, loss \(LinePlot.short(loss))") }
        meter.advance()
        return !Interrupt.isRequested
      }
      generator.variables = panel.names
      notes.append("trained \(plan.stepCount) steps on windows of \(length) steps")
      if let save = command.save {
        do { try generator.file.write(to: save) } catch { throw SynthesisError.weights(error) }
      }
      return generator
    } catch .interrupted {
      throw Interrupted(output: command.output)
    } catch {
      throw SynthesisFailure(path: command.input.file, error: error)
    }
  }
}
