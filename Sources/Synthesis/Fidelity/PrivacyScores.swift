internal import Tensors

/// Whether made windows give away those they were learnt from.
public struct PrivacyScores: Sendable, Hashable {
  /// The median distance of a made window to the closest training window: the root of the mean square of
  /// its steps.
  public var madeDistance: Double
  /// The same of real windows that are not among those: windows held back where they are given, else of
  /// the last fifth of the series, while the training windows end before it.
  public var heldBackDistance: Double
  /// Whether windows that were not learnt from were given.
  public var hasHeldBack: Bool
  /// The made windows that equal a training window step for step; constant ones are not counted.
  public var copies: Int
  /// How much better than by chance one can tell a training window from a held-back one by how close the
  /// closest made window is, from 0 to 1; nil without windows held back.
  public var membershipAdvantage: Double?

  /// The scores of windows.
  ///
  /// - Parameters:
  ///   - made: Of shape `[window, variable, step]`.
  ///   - source: The panel that was learnt from.
  ///   - heldBack: Windows of series that were not learnt from; nil if there are none.
  init(made: Tensor, source: WindowSource, heldBack: Tensor?, using random: inout RandomStream) {
    func rows(_ x: Tensor) -> Tensor { x.reshaped(to: [x.shape[0], x.shape[1] * x.shape[2]]) }
    func median(_ squares: [Double]) -> Double {
      let size = Double(made.shape[1] * made.shape[2])
      return (squares.sorted()[squares.count / 2] / size).squareRoot()
    }
    let count = 4 * made.shape[0]
    let early = heldBack == nil ? source.windows(count, inLastFifth: false, using: &random) : nil
    let late = early.flatMap { _ in
      source.windows(made.shape[0], inLastFifth: true, using: &random)
    }
    let training = rows(early ?? source.windows(count, using: &random).values)
    madeDistance = median(VectorDistances(rows(made), training).nearest())
    heldBackDistance =
      (heldBack ?? late).map {
        median(VectorDistances(rows($0), training).nearest())
      } ?? .nan
    hasHeldBack = heldBack != nil
    copies = source.countOfCopies(among: made)
    membershipAdvantage = heldBack.map { heldBack in
      Self.advantage(
        members: VectorDistances(training, rows(made)).nearest(),
        strangers: VectorDistances(rows(heldBack), rows(made)).nearest()
      )
    }
  }

  /// The largest difference between the shares of both that lie below a distance.
  private static func advantage(members: [Double], strangers: [Double]) -> Double {
    let all =
      (members.map { ($0, 1.0 / Double(members.count)) }
      + strangers.map { ($0, -1.0 / Double(strangers.count)) }).sorted { $0.0 < $1.0 }
    var (sum, best) = (0.0, 0.0)
    for (place, entry) in all.enumerated() {
      sum += entry.1
      // Equal distances count together.
      if place + 1 == all.count || all[place + 1].0 > entry.0 { best = max(best, sum) }
    }
    return best
  }
}
