internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// The options for series that add up.
struct HierarchyOptions: Sendable {
  var hierarchy: HierarchyChoice?
  var method: ReconciliationChoice?
  var isTemporal = false

  static let grammar = Grammar<Self>("Hierarchy") {
    Option(
      \.hierarchy,
      "--hierarchy",
      placeholder: "columns",
      help: """
        Columns that name a series, from the top down: state/store/item. Sums are made and forecast too, \
        and all forecasts add up. Crossed with a comma: state/region,purpose.
        """
    )
    Option(
      \.method,
      "--reconcile",
      placeholder: "method",
      help: """
        How forecasts are made to add up: bottom-up, top-down, middle-out:LEVEL, erm, by past errors, or \
        by minimum trace: ols, struct, var, shrink, the default.
        """
    )
    Flag(
      \.isTemporal,
      "--temporal",
      help: """
        Forecast sums over longer steps too, up to a season, such as 3, 6 and 12 months, and make the \
        forecasts agree with them. Sums end at the last value, whatever the calendar says.
        """
    )
  }
}

/// The columns of a hierarchy, as they are typed: chains of columns, crossed.
struct HierarchyChoice: OptionValue {
  let chains: [[String]]
  let optionText: String?

  init(optionText text: String) throws(OptionValueError) {
    optionText = text
    chains = text.split(separator: ",", omittingEmptySubsequences: false).map { chain in
      chain.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
    let names = chains.flatMap(\.self)
    guard !names.contains(""), Set(names).count == names.count else {
      throw OptionValueError(text)
    }
  }

  /// All columns, which together name a series at the bottom.
  var columns: [String] { chains.flatMap(\.self) }

  static let expected = "different columns such as state/store/item or state/region,purpose"
  static let placeholder = "columns"

  /// The hierarchy of a panel whose ids are the texts of the columns.
  ///
  /// - Throws: `HierarchyFailure` where an id cannot be taken apart.
  func hierarchy(of panel: Panel) throws(HierarchyFailure) -> Hierarchy {
    var paths: [[String]] = []
    for series in panel {
      let path = series.id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard path.count == columns.count else {
        throw HierarchyFailure(fact: .slash(series: series.id))
      }
      paths.append(path)
    }
    return Hierarchy(chains: chains, paths: paths)
  }
}

/// A way to make forecasts add up, as it is typed.
struct ReconciliationChoice: OptionValue {
  /// What is asked for; the level of a middle is known once there is a hierarchy.
  enum Method: Sendable { case plain(Reconciliation), middle(level: String) }

  let method: Method
  let optionText: String?

  private static let plain: [(word: String, method: Reconciliation)] =
    [("bottom-up", .bottomUp), ("top-down", .topDown), ("erm", .empiricalRisk)]
    + Reconciliation.Weighting.allCases.map { ($0.rawValue, .minimumTrace($0)) }

  init(optionText text: String) throws(OptionValueError) {
    optionText = text
    let middle = "middle-out:"
    if let choice = Self.plain.first(where: { $0.word == text }) {
      method = .plain(choice.method)
    } else if text.hasPrefix(middle), text.count > middle.count {
      method = .middle(level: String(text.dropFirst(middle.count)))
    } else {
      throw OptionValueError(text)
    }
  }

  /// The method for a hierarchy.
  ///
  /// - Throws: `HierarchyFailure` where it has no such level.
  func reconciliation(of hierarchy: Hierarchy) throws(HierarchyFailure) -> Reconciliation {
    switch method {
    case .plain(let method): return method
    case .middle(let name):
      guard let level = hierarchy.levels.firstIndex(of: name) else {
        throw HierarchyFailure(fact: .unknownLevel(name: name, levels: hierarchy.levels))
      }
      return .middleOut(level: level)
    }
  }

  static let expected =
    "one of " + plain.map(\.word).joined(separator: ", ") + " or middle-out:LEVEL"
  static let placeholder = "method"
  static let completion = CompletionHint.choices(plain.map { Choice($0.word, "") })
}

/// Series that do not make up the hierarchy that was asked for.
struct HierarchyFailure: CommandFailure, Equatable {
  /// What is wrong.
  enum Fact: Equatable {
    case slash(series: String)
    case unknownLevel(name: String, levels: [String])
    case stamps
    case ends(series: String)
    case repeated(id: String)
    case seasons(steps: Int, needed: Int)
  }

  let fact: Fact

  /// The error in one line.
  var prose: String {
    switch fact {
    case .slash(let series):
      "series \(series.quoted): a name in a column of --hierarchy holds a slash, which separates them"
    case .unknownLevel(let name, let levels):
      "--reconcile names the level \(name.quoted), there are \(levels.joined(separator: ", "))"
    case .stamps:
      "the stamps of the series do not meet, so that they cannot be added up"
    case .ends(let series):
      "series \(series.quoted) ends before others, so what is known of the next steps cannot be added up; "
        + "give it rows without a value up to the last time"
    case .repeated(let id):
      "series \(id.quoted) is one of the file and a sum as well; give it another name"
    case .seasons(let steps, let needed):
      "--temporal forecasts whole seasons, \(needed) steps, and --future gives \(steps); "
        + "use a horizon of whole seasons, with rows for as many steps"
    }
  }
}
