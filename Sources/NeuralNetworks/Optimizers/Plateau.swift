/// A factor of the learning rate that falls when a loss no longer does.
///
/// The loss is taken to fall when it is below the best so far by more than `threshold` times that best's
/// magnitude.
public struct Plateau: Sendable, Hashable {
  /// What the factor is multiplied with.
  public var decay: Double
  /// The number of losses without progress that are let pass; the next one lowers the factor.
  public var patience: Int
  /// The least progress, as a share of the best loss.
  public var threshold: Double
  /// The factor falls no lower.
  public var lowest: Double

  /// The factor now; 1 at first.
  public internal(set) var factor = 1.0
  /// The best loss so far.
  public internal(set) var best = Double.infinity
  /// The number of losses since the last progress or the last fall.
  public internal(set) var waited = 0

  /// A factor of 1.
  public init(
    decay: Double = 0.1,
    patience: Int = 10,
    threshold: Double = 1e-4,
    lowest: Double = 0
  ) {
    (self.decay, self.patience) = (decay, patience)
    (self.threshold, self.lowest) = (threshold, lowest)
  }

  /// Takes note of a loss.
  public mutating func observe(_ loss: Double) {
    if best == .infinity || loss < best - threshold * best.magnitude {
      (best, waited) = (loss, 0)
    } else {
      waited += 1
    }
    if waited > patience {
      factor = max(lowest, factor * decay)
      waited = 0
    }
  }
}
