internal import Glibc

/// The seasonal period chosen for a panel, and why.
public struct SeasonalPeriod: Hashable, Sendable {
  /// What a choice rests on.
  public enum Basis: String, Hashable, Sendable {
    /// The period that is usual for the frequency, and the data show it.
    case usual
    /// The period that is usual for the frequency; the data neither show nor exclude it.
    case unconfirmed
    /// The data show this period and not the usual one.
    case found
    /// None, because the data exclude the usual one.
    case excluded
    /// None: none is usual, and the data show none.
    case none
  }

  /// What the data say of one period.
  public struct Evidence: Hashable, Sendable {
    /// The period.
    public let period: Int
    /// The number of series long enough to say something about it.
    public internal(set) var tested = 0
    /// The number of series that clearly show it, whether or not another fits them better.
    public internal(set) var showing = 0
    /// The number of series whose best period it is.
    public internal(set) var votes = 0

    /// The share of the tested series that clearly show the period; 0 where none was tested.
    public var share: Double { tested > 0 ? Double(showing) / Double(tested) : 0 }

    /// How much smaller the changes over one period are than those over a little more or less, on
    /// (geometric) average over the tested series: 0 for no season, 1 for a perfect one.
    public var strength: Double {
      tested > 0 ? max(0, 1 - exp(meanLogarithm)) : 0
    }

    /// The most periods that any of the tested series spans.
    private(set) var longestCycles = 0
    private var logarithmSum = 0.0
    private var squareSum = 0.0

    init(period: Int) {
      self.period = period
    }

    /// Takes note of a series.
    mutating func add(_ echo: SeasonalEcho, cycles: Int) {
      tested += 1
      longestCycles = max(longestCycles, cycles)
      if echo.isClear { showing += 1 }
      // A perfect season is not infinitely better than a very good one.
      let logarithm = log(max(echo.ratio, 1e-3))
      logarithmSum += logarithm
      squareSum += logarithm * logarithm
    }

    private var meanLogarithm: Double { logarithmSum / Double(tested) }

    /// Whether the series agree that there is no season of more than two per cent.
    var isExcluded: Bool {
      guard tested >= 8 else { return false }
      let count = Double(tested)
      let variance = max(0, squareSum - count * meanLogarithm * meanLogarithm) / (count - 1)
      return meanLogarithm - 2 * (variance / count).squareRoot() > -0.02
    }
  }

  /// The period in steps; 1 for none.
  public let period: Int
  /// Why.
  public let basis: Basis
  /// What the data say of each candidate, ascending by period.
  public let evidence: [Evidence]
  /// The number of series with a say: looked at, not constant, and long enough for a candidate.
  public let series: Int
}
