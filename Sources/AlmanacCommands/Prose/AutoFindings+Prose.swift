internal import Forecasting

extension AutoFindings {
  /// What was found out about the panel, in a line.
  var prose: String {
    var parts = [season > 1 ? "a season of \(season)" : "no season"]
    if seasonOfTrees != season {
      parts.append(seasonOfTrees > 1 ? "trees with \(seasonOfTrees)" : "trees without one")
    }
    parts.append("regular series: \(Self.words(regular))")
    if !unseasonal.isEmpty {
      parts.append("those that show no week: \(Self.words(unseasonal))")
    }
    parts.append("intermittent ones: \(Self.words(intermittent))")
    if let widening {
      let (least, most) = (Self.percent(widening.lowerBound), Self.percent(widening.upperBound))
      parts.append(
        "95 % intervals at \(least == most ? least : "\(least) to \(most)") % of their own width"
      )
    }
    return "auto: tested on held-back windows: " + parts.joined(separator: "; ")
  }

  /// What a time budget has left out or cut short, in a line; nil for nothing.
  var budgetProse: String? {
    guard let budget else { return nil }
    if !budget.isEnough {
      let alone = regular.filter { $0.weight > 0 }.map(\.name).joined(separator: " + ")
      return "auto: \(Self.seconds(budget.seconds)) s are too few, so \(alone) alone took part"
    }
    var parts: [String] = []
    // From there on it would read 100 %.
    if budget.effort < 0.995 {
      parts.append("learnt with \(Self.percent(max(budget.effort, 0.01))) % of the effort")
    }
    if !budget.dropped.isEmpty {
      parts.append("left out \(budget.dropped.joined(separator: ", "))")
    }
    if parts.isEmpty { return nil }
    return "auto: so that \(Self.seconds(budget.seconds)) s are enough, "
      + parts.joined(separator: " and ")
  }

  /// What became of the networks that were to be tried, a line for each.
  fileprivate var networkProse: [String] {
    networks.map { test in
      let name = "auto: \(test.name)"
      let gain =
        "it lessened the errors of held-back windows by \(Self.percent(test.gain)) %"
      return switch test.outcome {
      case .taken(let share): "\(name) counts \(Self.percent(share)) %, \(gain)"
      case .beaten: "\(name) left out, \(gain), another network by more"
      case .tooLittle where test.gain > 0: "\(name) left out, \(gain) only"
      case .tooLittle: "\(name) left out, it did not lessen the errors of held-back windows"
      case .failed: "\(name) left out, its training failed"
      case .outOfTime: "\(name) left out, \(gain), but there was no time for its forecasts"
      case .untested: "\(name) not tried, too few series have windows to hold back"
      }
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

extension Auto {
  /// What became of the networks that were to be tried, a line for each, or one for all of them.
  var networkProse: [String] {
    if let findings { return findings.networkProse }
    return networks?.isEmpty != false
      ? [] : ["auto: no network was tried, since nothing was learnt from the panel"]
  }
}
