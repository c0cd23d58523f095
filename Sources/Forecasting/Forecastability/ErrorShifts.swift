internal import TimeSeries

/// By how much what trees foretell is moved, so that it holds for series of each kind that they did not
/// learn from.
///
/// - Source: Romano, Patterson and Candès 2019, “Conformalized quantile regression”, its two ends moved
///   apart; Vovk 2015, “Cross-conformal predictors”, for errors out of fold in place of a part left out;
///   Vovk 2013, “Conditional validity of inductive conformal predictors”, for a correction of each kind.
struct ErrorShifts: Sendable, Equatable {
  /// Series that are moved together: trees for all frequencies are off by another way for each.
  enum Kind: Int, CaseIterable {
    case short, long, quarterly, daily, monthly, hourly, weekly, other

    /// The kind of a series: by its season, and without one by whether it is longer than years go.
    init(_ measures: ForecastabilityMeasures) {
      switch measures.period {
      case 1: self = measures["log_steps"] < 4.4 ? .short : .long
      case 2...4: self = .quarterly
      case 7: self = .daily
      case 5...12: self = .monthly
      case 24: self = .hourly
      case 52: self = .weekly
      default: self = .other
      }
    }
  }

  /// What is added, on the logarithmic scale.
  struct Shift: Sendable, Equatable {
    /// To the lower end, the middle and the upper end of the band, and to the percentage.
    var lower = 0.0
    var middle = 0.0
    var upper = 0.0
    var percentage = 0.0
  }

  /// A series, what was foretold of it by trees that had not seen it, and what came.
  struct Case {
    var example: ExpectedErrors.Example
    var foretold: ErrorTrees.Foretold
  }

  /// By how much the band of an unusual series is wider, on the logarithmic scale.
  static let widening = 1.5
  /// The number of series of which a kind has half a say against all.
  private static let halfTrust = 50.0

  /// For every kind, in the order of its cases.
  let shifts: [Shift]

  subscript(measures: ForecastabilityMeasures) -> Shift { shifts[Kind(measures).rawValue] }

  /// What moves the band to where half of the errors lie below the middle, and a tenth beyond each end:
  /// for each kind, drawn towards what does so for all.
  init(holdingOn cases: [Case]) {
    let all = Self.shift(of: cases)
    let kinds = Dictionary(grouping: cases) { Kind($0.example.measures) }
    shifts = Kind.allCases.map { kind in
      guard let own = kinds[kind] else { return all }
      let count = Double(Set(own.map(\.example.series)).count)
      let trust = count / (count + Self.halfTrust)
      let shift = Self.shift(of: own)
      func drawn(_ place: KeyPath<Shift, Double>) -> Double {
        trust * shift[keyPath: place] + (1 - trust) * all[keyPath: place]
      }
      return Shift(
        lower: drawn(\.lower),
        middle: drawn(\.middle),
        upper: drawn(\.upper),
        percentage: drawn(\.percentage)
      )
    }
  }

  private static func shift(of cases: [Case]) -> Shift {
    guard !cases.isEmpty else { return Shift() }
    func level(_ level: Double, _ value: (Case) -> Double) -> Double {
      cases.flatMap { repeatElement(value($0), count: $0.example.weight) }.quantile(at: level)
    }
    let middle = level(0.5) { $0.example.logScaled - $0.foretold.middle }
    /// How far the end would have to move to meet the error, were the band not made wider.
    func distance(_ item: Case, _ end: KeyPath<ErrorTrees.Foretold, Double>) -> Double {
      let center = item.foretold.middle + middle
      let factor = item.foretold.isFarOff ? widening : 1
      return center + (item.example.logScaled - center) / factor - item.foretold[keyPath: end]
    }
    return Shift(
      lower: level(ErrorTrees.levels[0]) { distance($0, \.lower) },
      middle: middle,
      upper: level(ErrorTrees.levels[1]) { distance($0, \.upper) },
      percentage: level(0.5) { $0.example.logPercentage - $0.foretold.percentage }
    )
  }
}

extension ErrorShifts {
  /// All numbers in the order of the kinds.
  var numbers: [Double] { shifts.flatMap { [$0.lower, $0.middle, $0.upper, $0.percentage] } }

  /// How many numbers there are.
  static let count = 4 * Kind.allCases.count

  /// What `numbers` were.
  ///
  /// - Precondition: there are `count`.
  init(numbers: [Double]) {
    precondition(numbers.count == Self.count, "\(numbers.count) numbers, expected \(Self.count)")
    shifts = Kind.allCases.indices.map { kind in
      Shift(
        lower: numbers[4 * kind],
        middle: numbers[4 * kind + 1],
        upper: numbers[4 * kind + 2],
        percentage: numbers[4 * kind + 3]
      )
    }
  }
}
