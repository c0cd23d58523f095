internal import CommandLineKit
internal import Forecasting

extension CompareCommand {
  /// Covariates that are left out at once, and what they are called.
  private typealias NamedSet = (name: String, covariates: [NamedCovariate])

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
  ///
  /// - Throws: `UsageError` for words that name no covariates, and for covariates that one word would mean together.
  func leftOut() throws(UsageError) -> [LeftOut] {
    guard !ablation.isEmpty else { return [] }
    let all = namedCovariates
    if all.isEmpty {
      throw .inconsistent(
        "--ablation leaves out covariates, and there are none; name some with --known, --past, --calendar, --fourier or --events"
      )
    }
    let sets = try namedSets(among: all)
    var found: [LeftOut] = []
    for model in models where model.covariateUse != .none {
      found += leftOut(of: model, all: all, sets: sets)
    }
    if found.isEmpty {
      throw .inconsistent(
        "--ablation leaves out covariates, and \(models.map { $0.model.entry.name }.joined(separator: ", ")) read none of those"
      )
    }
    var seen: Set<String> = []
    for one in found {
      for (name, key) in zip([one.name] + one.aliases, one.keys)
      where !seen.insert(key).inserted {
        throw .inconsistent(
          "--ablation: two covariates are called \(name.quoted), so that models without them cannot be told apart; "
            + "give a column another name"
        )
      }
    }
    return found
  }

  /// The sets that the words of `--ablation` stand for; all covariates come first, wherever they are asked for.
  private func namedSets(among all: [NamedCovariate]) throws(UsageError) -> [NamedSet] {
    var sets: [NamedSet] = []
    if ablation.contains("all") { sets.append((Ablation.all.name, all)) }
    for word in ablation where word != "all" {
      if word == "each" {
        sets += all.map { ($0.name, [$0]) }
      } else {
        sets.append(try named(word, among: all))
      }
    }
    return sets
  }

  /// The sets as far as a model reads them, each once.
  private func leftOut(
    of model: ModelChoice,
    all: [NamedCovariate],
    sets: [NamedSet]
  ) -> [LeftOut] {
    let read = Set(all.filter { !$0.isPast || model.covariateUse == .all })
    var found: [LeftOut] = []
    var places: [Set<NamedCovariate>: Int] = [:]
    for (name, covariates) in sets {
      let hidden = read.intersection(covariates)
      if hidden.isEmpty { continue }
      if let place = places[hidden] {
        if name != found[place].name, !found[place].aliases.contains(name) {
          found[place].aliases.append(name)
        }
        continue
      }
      places[hidden] = found.count
      let isAll = hidden == read
      let called = isAll ? Ablation.all.name : name
      var one = LeftOut(model: model, name: called, covariates: isAll ? nil : hidden)
      if name != called { one.aliases.append(name) }
      found.append(one)
    }
    return found
  }

  /// The covariates that a word names: one of them, or several joined by `+`.
  private func named(
    _ word: String,
    among all: [NamedCovariate]
  ) throws(UsageError) -> NamedSet {
    if let covariate = try one(word, among: all) { return (covariate.name, [covariate]) }
    var found: [NamedCovariate] = []
    for part in word.split(separator: "+", omittingEmptySubsequences: false) {
      guard let covariate = try one(String(part), among: all) else {
        throw .inconsistent(
          "--ablation names \(String(part).quoted), which is none of the covariates; take all, each, or of "
            + all.map(\.name).joined(separator: ", ")
        )
      }
      found.append(covariate)
    }
    return (found.map(\.name).joined(separator: "+"), found)
  }

  /// The covariate of a name, in whatever case; nil for none.
  private func one(
    _ name: String,
    among all: [NamedCovariate]
  ) throws(UsageError) -> NamedCovariate? {
    let found = Set(all.filter { $0.name.lowercased() == name.lowercased() })
    if found.count > 1 {
      throw .inconsistent(
        "--ablation: two covariates are called \(name.quoted); give a column another name"
      )
    }
    return found.first
  }
}
