internal import Forecasting
internal import TimeSeries

/// A model of a comparison, and the covariates that it is run without.
struct LeftOut: Sendable {
  let model: ModelChoice
  /// What is left out, in a word: `covariates` for all that the model reads, or names of them.
  let name: String
  /// What the same covariates were called in `--ablation`, if not by that word.
  var aliases: [String] = []
  /// The covariates that are left out of those that the model reads; nil for all.
  let covariates: Set<NamedCovariate>?

  /// The name of the contestant.
  var contestantName: String { Ablation.name(of: model.model.entry.name, without: name) }

  /// The names that mean the contestant, in small letters.
  var keys: [String] {
    ([name] + aliases).map {
      Ablation.name(of: model.model.entry.name, without: $0).lowercased()
    }
  }

  /// What the contestant is not shown.
  ///
  /// - Parameters:
  ///   - columns: the columns of the file that are covariates.
  ///   - features: what the calendar adds, in the order of the options.
  func ablation(columns: [String], features: [CalendarFeature]) -> Ablation {
    guard let covariates else { return .all }
    // The reader finds a name in another case, too.
    let names = Set(covariates.filter { $0.place == nil }.map { $0.name.lowercased() })
    return Ablation(
      name: name,
      columns: Set(columns.filter { names.contains($0.lowercased()) }),
      features: covariates.compactMap(\.place).sorted().map { features[$0] }
    )
  }
}

extension [LeftOut] {
  /// The name of the contestant that is meant, in whatever case and by whichever name of what it is not shown; nil
  /// for none.
  func contestantName(of asked: String) -> String? {
    first { $0.keys.contains(asked.lowercased()) }?.contestantName
  }
}

/// A covariate by the word that it was asked for with: a column, a part of the calendar, waves, `events`.
struct NamedCovariate: Hashable, Sendable {
  let name: String
  /// Whether it is known of the past only.
  let isPast: Bool
  /// Its place in what the calendar adds; nil for a column.
  let place: Int?
}
