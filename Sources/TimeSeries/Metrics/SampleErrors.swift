/// Sums of the continuous ranked probability scores of forecasts given as samples, of a series or of
/// many series pooled.
///
/// `CRPS = mean |x_j − a| − ½ mean |x_j − x_k|`
///
/// Steps without an actual value (NaN) are left out and counted.
///
/// - Source: Gneiting and Raftery 2007, “Strictly proper scoring rules”, eq. 21.
public struct SampleErrors: Hashable, Sendable {
  /// The number of steps with an actual value.
  public private(set) var count = 0
  /// The number of steps left out because the actual value is missing.
  public private(set) var missing = 0
  /// `Σ |a|`.
  public private(set) var actualSum = 0.0

  private var scoreSum = 0.0

  /// No scores yet.
  public init() {}

  /// The scores of one series; `samples[step]` are draws in any order.
  ///
  /// - Precondition: as many steps as actual values, each with a sample.
  /// - Complexity: O(*s* log *s*) for each step of *s* samples.
  public init(actual: [Double], samples: [[Double]]) {
    precondition(
      actual.count == samples.count,
      "\(actual.count) actual values but \(samples.count) steps of samples"
    )
    for (a, draws) in zip(actual, samples) {
      precondition(!draws.isEmpty, "a step without samples")
      guard !a.isNaN else {
        missing += 1
        continue
      }
      count += 1
      actualSum += abs(a)
      scoreSum += Self.score(draws, actual: a)
    }
  }

  /// Pools the scores of two sets of steps.
  public static func += (a: inout SampleErrors, b: SampleErrors) {
    a.count += b.count
    a.missing += b.missing
    a.actualSum += b.actualSum
    a.scoreSum += b.scoreSum
  }

  /// The mean score; NaN over no steps.
  public var crps: Double { scoreSum / Double(count) }

  /// `Σ CRPS / Σ |a|`; not finite where all actuals are 0.
  public var scaledCRPS: Double { scoreSum / actualSum }

  /// In ascending order the differences between samples count by rank:
  /// `½ mean |x_j − x_k| = Σ_j (2j − s − 1) x_j / s²`, j from 1.
  private static func score(_ draws: [Double], actual: Double) -> Double {
    // Distances from the actual value, lest a common level cancel badly.
    let sorted = draws.map { $0 - actual }.sorted()
    let size = Double(sorted.count)
    var distance = 0.0
    var spread = 0.0
    for (rank, x) in sorted.enumerated() {
      distance += abs(x)
      spread += (2 * Double(rank) + 1 - size) * x
    }
    return distance / size - spread / (size * size)
  }
}
