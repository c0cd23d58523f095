internal import Forecasting
internal import Glibc
internal import NeuralNetworks
internal import TimeSeries

/// The models that a comparison has trained on the panel, kept beside its journal until it is done, so that
/// a resumed run need not learn again what an interrupted one had learnt.
struct KeptModels {
  /// For a name of a file of this run its path; nil where nothing is kept.
  let path: ((String) -> String)?
  /// Whether models of an earlier run are taken.
  let continues: Bool
  /// The settings that all models have.
  let options: ModelOptions

  private func path(_ contestant: Contestant, _ window: Int) -> String? {
    var name = contestant.name
    // Names of columns may hold what a name of a file must not.
    if let ablation = contestant.ablation {
      var fingerprint = Fingerprint()
      fingerprint.add(name)
      for column in (ablation.columns ?? []).sorted() { fingerprint.add("\n" + column) }
      name = fingerprint.text
    }
    return path?("\(name).\(window).model")
  }

  /// What a contestant has learnt before a window; nil where that is not kept, or not whole.
  func model(of contestant: Contestant, window: Int) -> TrainedModel? {
    guard continues, let untrained = contestant.global,
      let path = path(contestant, window), let file = try? WeightsFile(path: path)
    else { return nil }
    return try? TrainedModel(file, of: untrained, options: options)
  }

  /// Keeps what a contestant has learnt before a window.
  func keep(_ model: TrainedModel, of contestant: Contestant, window: Int) throws(OutputError) {
    guard let path = path(contestant, window) else { return }
    try OutputFile.write(model.file.encoded(), to: path)
  }

  /// Whether anything is kept of some contestants.
  func isAnyKept(of contestants: [Contestant], windows: Int) -> Bool {
    contestants.contains { contestant in
      contestant.global != nil
        && (0..<windows).contains { window in
          path(contestant, window).map { access($0, F_OK) == 0 } ?? false
        }
    }
  }

  /// Removes what was kept of some contestants: everything is done.
  func remove(_ contestants: [Contestant], windows: Int) {
    for contestant in contestants where contestant.global != nil {
      for window in 0..<windows {
        if let path = path(contestant, window) { unlink(path) }
      }
    }
  }
}
