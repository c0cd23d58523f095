internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// A model of a comparison, and the covariates that it is run without.
struct LeftOut: Sendable {
  let model: ModelChoice
  /// What is left out, in a word: `covariates`, or names of them.
  let name: String
  /// The covariates that are left out of those that the model reads; nil for all.
  fileprivate let covariates: Set<NamedCovariate>?

  /// The name of the contestant.
  var contestantName: String { "\(model.model.entry.name) without \(name)" }

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
      features: covariates.compactMap(\.place).map { features[$0] }
    )
  }
}

/// A covariate by the word that it was asked for with: a column, a part of the calendar, waves, `events`.
private struct NamedCovariate: Hashable {
  let name: String
  /// Whether it is known of the past only.
  let isPast: Bool
  /// Its place in what the calendar adds; nil for a column.
  let place: Int?
}

extension CompareCommand {
  /// The covariates that models are shown, by name, in the order of the options.
  private var namedCovariates: [NamedCovariate] {
    var calendar = covariates.calendar.compactMap(\.optionText)
    calendar += covariates.fourier.compactMap(\.optionText)
    if covariates.events != nil { calendar.append("events") }
    return known.map { NamedCovariate(name: $0, isPast: false, place: nil) }
      + covariates.past.map { NamedCovariate(name: $0, isPast: true, place: nil) }
      + calendar.enumerated().map { NamedCovariate(name: $1, isPast: false, place: $0) }
  }

  /// The models that are run without some covariates, as `--ablation` says: for each model that reads any, the
  /// different sets of those that it reads.
  func leftOut() throws(UsageError) -> [LeftOut] {
    guard !ablation.isEmpty else { return [] }
    let all = namedCovariates
    if all.isEmpty {
      throw .inconsistent(
        "--ablation leaves out covariates, and there are none; name some with --known, --past, --calendar, --fourier or --events"
      )
    }
    var sets: [(name: String, covariates: [NamedCovariate])] = []
    for word in ablation {
      switch word {
      case "all": sets.append((Ablation.all.name, all))
      case "each": sets += all.map { ($0.name, [$0]) }
      default: sets.append(try named(word, among: all))
      }
    }
    var found: [LeftOut] = []
    for model in models where model.covariateUse != .none {
      let read = Set(all.filter { !$0.isPast || model.covariateUse == .all })
      var seen: Set<Set<NamedCovariate>> = [[]]
      for (name, covariates) in sets {
        let hidden = read.intersection(covariates)
        guard seen.insert(hidden).inserted else { continue }
        let isAll = hidden == read && name == Ablation.all.name
        found.append(LeftOut(model: model, name: name, covariates: isAll ? nil : hidden))
      }
    }
    if found.isEmpty {
      throw .inconsistent(
        "--ablation leaves out covariates, and \(models.map { $0.model.entry.name }.joined(separator: ", ")) read none of those"
      )
    }
    return found
  }

  /// The covariates that a word names: one of them, or several joined by `+`.
  private func named(
    _ word: String,
    among all: [NamedCovariate]
  ) throws(UsageError) -> (String, [NamedCovariate]) {
    func one(_ word: some StringProtocol) -> NamedCovariate? {
      all.first { $0.name.lowercased() == word.lowercased() }
    }
    if let covariate = one(word) { return (covariate.name, [covariate]) }
    var found: [NamedCovariate] = []
    for part in word.split(separator: "+", omittingEmptySubsequences: false) {
      guard let covariate = one(part) else {
        throw .inconsistent(
          "--ablation names \(String(part).quoted), which is none of the covariates; take all, each, or of "
            + all.map(\.name).joined(separator: ", ")
        )
      }
      found.append(covariate)
    }
    return (found.map(\.name).joined(separator: "+"), found)
  }
}
