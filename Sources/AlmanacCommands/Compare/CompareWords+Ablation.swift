internal import Forecasting
internal import Reporting

extension CompareWords {
  /// What a model was run without, as `--ablation` has it.
  func leftOut(_ effect: AblationEffect) -> String {
    findings.contestants[effect.ablated].ablation?.name ?? ""
  }

  /// Whether a model was run without any of the covariates that it reads.
  func isAll(_ effect: AblationEffect) -> Bool {
    findings.contestants[effect.ablated].ablation?.isAll ?? false
  }

  /// Whether the best model is better off without all of its covariates, by more than chance.
  var isBestBare: Bool {
    findings.effects.contains { $0.model == findings.best && isAll($0) && $0.isLoss }
  }

  /// The effects on the model that they are told of first: the best of those that read covariates.
  var leading: [AblationEffect] {
    findings.effects.filter { $0.model == findings.effects[0].model }
  }

  /// What the covariates earn, in sentences; none without `--ablation`.
  ///
  /// - Parameter spelling: how names of columns are written, which may hold any sign.
  func earnings(spelling: (String) -> String = { $0 }) -> [String] {
    guard !findings.effects.isEmpty else { return [] }
    let all = leading.first(where: isAll)
    let single = leading.filter { !isAll($0) }
    return [all.map(together), oneByOne(single, spelling: spelling)].compactMap(\.self)
  }

  /// What all covariates earn together.
  private func together(_ effect: AblationEffect) -> String {
    let name = findings.models[effect.model]
    let size = Digits.percent(abs(effect.gain))
    let change = effect.gain >= 0 ? "lower" : "higher"
    let values =
      "\(metric.title) \(shown(effect.value)) with them, \(shown(effect.ablatedValue)) without"
    guard let interval = effect.interval else {
      return
        "With its covariates the errors of \(name) are \(size) \(change) (\(values)); on so few series that says little of others."
    }
    if effect.isGain || effect.isLoss {
      let (low, high) = (abs(interval.lowerBound), abs(interval.upperBound))
      let range = percentRange(min(low, high)...max(low, high))
      let advice = effect.isLoss ? " It is better off without them." : ""
      return
        "With its covariates the errors of \(name) are \(size) \(change) (95 % interval: \(range)): \(values).\(advice)"
    }
    return
      "What covariates earn \(name) may be chance: its errors are \(size) \(change) with them "
      + "(95 % interval of what they save: \(percentRange(interval)))."
  }

  /// Which covariates earn most beside the others, and which nothing; nil where none was left out by itself.
  private func oneByOne(
    _ effects: [AblationEffect],
    spelling: (String) -> String
  ) -> String? {
    guard !effects.isEmpty else { return nil }
    let name = findings.models[effects[0].model]
    let gains = effects.filter(\.isGain).sorted { $0.gain > $1.gain }
    let losses = effects.filter(\.isLoss)
    let idle = effects.filter { !$0.isGain && !$0.isLoss && $0.interval != nil }
    func list(_ effects: [AblationEffect]) -> String {
      let names = effects.map { spelling(leftOut($0)) }
      guard let last = names.last, names.count > 1 else { return names.joined() }
      return names.dropLast().joined(separator: ", ") + " and " + last
    }
    var parts: [String] = []
    if let most = gains.first {
      let others = gains.dropFirst().prefix(3).map { effect in
        ", \(spelling(leftOut(effect))) \(Digits.percent(effect.gain))"
      }
      parts.append(
        "\(spelling(leftOut(most))) saves \(Digits.percent(most.gain)) of the error without it"
          + others.joined()
      )
    }
    if gains.count > 4 {
      parts.append("less is saved by \(list(Array(gains.dropFirst(4))))")
    }
    if !losses.isEmpty {
      parts.append("\(name) is better off without \(list(losses))")
    }
    if !idle.isEmpty {
      let verb = idle.count == 1 ? "earns" : "earn"
      parts.append("\(list(idle)) \(verb) nothing that is more than chance")
    }
    guard !parts.isEmpty else { return nil }
    return "Beside the others, " + parts.joined(separator: "; ") + "."
  }

  /// The headings of the numbers of an effect.
  var effectColumns: [String] {
    ["\(metric.title) with", "without", "saved", "95 % interval", "wins"]
  }

  /// The cells of an effect: the model, what it was run without, then the numbers.
  func row(_ effect: AblationEffect) -> [String] {
    [
      findings.models[effect.model],
      leftOut(effect),
      shown(effect.value),
      shown(effect.ablatedValue),
      Digits.percent(effect.gain),
      effect.interval.map(percentRange) ?? "–",
      Digits.percent(effect.winRate),
    ]
  }

  /// An interval of shares, as people read it.
  func percentRange(_ interval: ClosedRange<Double>) -> String {
    "\(Digits.percent(interval.lowerBound)) to \(Digits.percent(interval.upperBound))"
  }
}
