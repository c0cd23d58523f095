internal import Forecasting

extension AutoFindings {
  /// What was found out about the panel, in a line.
  var prose: String {
    var parts = [season > 1 ? "a season of \(season)" : "no season"]
    if seasonOfTrees != season {
      parts.append(seasonOfTrees > 1 ? "trees with \(seasonOfTrees)" : "trees without one")
    }
    parts.append("regular series: \(Self.words(regular))")
    parts.append("intermittent ones: \(Self.words(intermittent))")
    if let widening {
      let (least, most) = (Self.percent(widening.lowerBound), Self.percent(widening.upperBound))
      parts.append(
        "95 % intervals at \(least == most ? least : "\(least) to \(most)") % of their own width"
      )
    }
    return "auto: tested on held-back windows: " + parts.joined(separator: "; ")
  }

  /// What a time budget has left out, in a line; nil for nothing.
  var budgetProse: String? {
    guard let budget else { return nil }
    if !budget.isEnough {
      let alone = regular.filter { $0.weight > 0 }.map(\.name).joined(separator: " + ")
      return "auto: \(Self.seconds(budget.seconds)) s are too few, so \(alone) alone took part"
    }
    if budget.dropped.isEmpty { return nil }
    return "auto: left out so that \(Self.seconds(budget.seconds)) s are enough: "
      + budget.dropped.joined(separator: ", ")
  }

  /// What networks that were tried have brought, a line for each.
  var networkProse: [String] {
    networks.map { test in
      if test.share > 0 {
        return "auto: \(test.name) counts \(Self.percent(test.share)) %, "
          + "it lessened the errors of held-back windows by \(Self.percent(test.gain)) %"
      }
      return test.gain > 0
        ? "auto: \(test.name) left out, it lessened the errors of held-back windows by "
          + "\(Self.percent(test.gain)) % only"
        : "auto: \(test.name) left out, it did not lessen the errors of held-back windows"
    }
  }

  private static func seconds(_ seconds: Double) -> String {
    seconds == seconds.rounded() && abs(seconds) < 1e9 ? "\(Int(seconds))" : "\(seconds)"
  }

  private static func words(_ shares: [Share]) -> String {
    shares.map { "\(percent($0.weight)) % \($0.name)" }.joined(separator: " + ")
  }

  private static func percent(_ share: Double) -> String {
    String(Int((share * 100).rounded()))
  }
}
