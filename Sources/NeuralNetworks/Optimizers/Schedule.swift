internal import Glibc

/// How the learning rate moves during training, as a factor of the optimiser's own.
public enum Schedule: Sendable, Hashable {
  /// Always 1.
  case constant
  /// From near 0 to 1 in equal steps over `steps`, then 1.
  case warmUp(steps: Int)
  /// From 1 along half a cosine to `final` over `steps`, then `final`.
  ///
  /// - Source: Loshchilov and Hutter 2017, “SGDR”, eq. 5.
  case cosine(steps: Int, final: Double = 0)
  /// Up along half a cosine for `rise` of the steps, from 1/25, then down to nearly 0.
  ///
  /// - Source: Smith and Topin 2018, “Super-convergence”.
  case oneCycle(steps: Int, rise: Double = 0.3)
  /// A factor of `factor` after every `steps`.
  case stairs(steps: Int, factor: Double)
  /// One schedule for `steps`, then another from its beginning.
  indirect case sequence(Schedule, steps: Int, Schedule)

  /// The factor for a step; the first is step 0.
  public func factor(at step: Int) -> Double {
    switch self {
    case .constant:
      return 1
    case .warmUp(let steps):
      return min(1, Double(step + 1) / Double(max(1, steps)))
    case .cosine(let steps, let final):
      return final + (1 - final) * Self.fall(Double(step) / Double(max(1, steps)))
    case .oneCycle(let steps, let rise):
      let (first, last) = (1.0 / 25, 1e-4 / 25)
      let turn = max(1, rise * Double(steps) - 1)
      if Double(step) <= turn {
        return 1 - (1 - first) * Self.fall(Double(step) / turn)
      }
      let left = max(1, Double(steps) - 1 - turn)
      return last + (1 - last) * Self.fall((Double(step) - turn) / left)
    case .stairs(let steps, let factor):
      return pow(factor, Double(step / max(1, steps)))
    case .sequence(let first, let steps, let second):
      return step < steps ? first.factor(at: step) : second.factor(at: step - steps)
    }
  }

  /// Half a cosine from 1 at 0 to 0 at 1 and beyond.
  private static func fall(_ progress: Double) -> Double {
    0.5 * (1 + cos(Double.pi * min(1, progress)))
  }
}
