internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import Synthesis
internal import TimeSeries

/// How the generator of a command comes about: trained, gone on with, read from a file, or simple.
struct GeneratorTraining {
  let command: GenerateCommand
  /// The series, their columns in the order that the generator knows.
  var panel: JointPanel
  let season: Int
  /// The generator of `--from`, or of the training that `--resume` goes on with.
  var saved: (any WindowGenerator)?

  /// - Throws: `SynthesisFailure` for a generator that cannot be used.
  init(command: GenerateCommand, panel: JointPanel, season: Int) throws {
    (self.command, self.panel, self.season) = (command, panel, season)
    if let path = command.from ?? (command.resume ? command.save : nil) { try read(path) }
  }

  var report: CSVReport { panel.report }
  var groups: [[Series]] { panel.groups }

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
    if command.from != nil, let saved { return saved }
    return command.model == .autoencoder
      ? try autoencoder(on: terminal, &notes)
      : try progressive(on: terminal, &notes, curve: &curve)
  }
}
