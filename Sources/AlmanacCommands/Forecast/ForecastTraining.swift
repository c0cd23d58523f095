internal import CommandLineKit
internal import Forecasting
internal import Glibc
internal import NeuralNetworks
internal import Parallelism
internal import TimeSeries

/// A training that had to stop before it had learnt anything of use.
struct TrainingStopped: CommandFailure {
  let model: String
  let reason: TrainingError

  var prose: String { "\(model): \(reason)" }
  var exitCode: ExitCode { .failure }
}

extension ForecastCommand {
  /// Trains a model on the panel, with progress on the terminal.
  ///
  /// Where there is nothing to learn from, the model comes back as it was: each series gets its fallback
  /// and a note.
  ///
  /// - Throws: `Interrupted`, `TrainingStopped`, and `CSVError` for a file of further series.
  func training(
    _ model: any GlobalForecaster,
    on panel: Panel,
    terminal: Terminal
  ) throws -> any LocalForecaster {
    let name = type(of: model).entry.name
    let meter = ProgressMeter(
      "Training \(name)",
      total: 1000,
      unit: "‰",
      on: terminal,
      isQuiet: options.quiet
    )
    var run = try training.run(input.csvOptions)
    run.checkpointPath = checkpointPath(of: name)
    run.resumes = resume
    let trained: any GlobalForecaster
    do {
      defer { meter.finish() }
      trained = try withThreads(options.threadCount) {
        try model.trained(on: panel, run: run) { report in
          if let loss = report.validation, let best = report.best {
            meter.rename("Training \(name), loss \(loss.shown), best \(best.shown)")
          }
          meter.advance(by: Int(report.done * 1000) - meter.count)
          return !Interrupt.isRequested
        }
      }
    } catch let failure as TrainingFailure {
      if case .stopped(let reason) = failure { throw TrainingStopped(model: name, reason: reason) }
      return model
    }
    if Interrupt.isRequested {
      let isKept = run.checkpointPath.map { access($0, F_OK) == 0 } ?? false
      throw Interrupted(
        output: save ?? output,
        remark: isKept ? "; the training is kept, the same command with --resume goes on" : ""
      )
    }
    return trained
  }

  /// Where a training is kept, for a run with `--resume`: beside the file that is written.
  func checkpointPath(of model: String) -> String? {
    guard isTrainingResumable else { return nil }
    let target = save ?? output
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { target[...$0] } ?? ""
    let leaf = slash.map { target[target.index(after: $0)...] } ?? target[...]
    return
      "\(folder).\(leaf).\(RunMark.current(outputs: [output] + (save.map { [$0] } ?? []))).\(model).training"
  }

  /// Whether an interrupted training can be gone on with.
  var isTrainingResumable: Bool {
    (save ?? output) != "-" && !inputs.contains("-")
  }

  /// Removes what was kept of trainings that are over.
  func removeCheckpoints(of models: [String]) {
    models.compactMap(checkpointPath).forEach(TrainingRun.removeCheckpoints)
  }
}

extension Double {
  /// The number with four digits behind the point.
  fileprivate var shown: String {
    guard isFinite, abs(self) < 1e9 else { return "\(self)" }
    let digits = String(Int((abs(self) * 10_000).rounded()))
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (self < 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }
}
