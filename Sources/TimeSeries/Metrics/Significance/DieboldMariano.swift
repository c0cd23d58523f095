/// The test of Diebold and Mariano: whether one forecaster's losses are smaller than another's by more
/// than chance.
///
/// The mean difference of the losses is divided by its standard error, in which forecasts `horizon`
/// steps ahead are correlated up to that many steps less one (weights of Bartlett, so that the variance
/// is never negative); the correction of Harvey, Leybourne and Newbold follows, and Student's
/// distribution with one degree less than there are losses.
///
/// - Source: Diebold and Mariano 1995, “Comparing predictive accuracy”; Harvey, Leybourne and Newbold
///   1997, “Testing the equality of prediction mean squared errors”, eq. 8.
public struct DieboldMariano: Hashable, Sendable {
  /// The statistic; negative where the first forecaster is better.
  public let statistic: Double
  /// The chance of a statistic at least as far from 0, were both equally good.
  public let pValue: Double

  /// The test of losses in the order of time; nil where there are too few of them for the horizon, or the
  /// differences do not vary.
  ///
  /// - Precondition: there are as many losses of one as of the other, and the horizon is at least 1.
  public init?(_ first: [Double], _ second: [Double], horizon: Int) {
    precondition(first.count == second.count, "\(first.count) losses beside \(second.count)")
    precondition(horizon >= 1, "a horizon of \(horizon)")
    let differences = zip(first, second).map { $0 - $1 }
    let (n, h) = (Double(differences.count), Double(horizon))
    let correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
    guard differences.count > horizon, correction > 0 else { return nil }
    let mean = differences.reduce(0, +) / n
    let centred = differences.map { $0 - mean }
    var variance = 0.0
    for lag in 0..<horizon {
      let sum = zip(centred.dropFirst(lag), centred).reduce(0) { $0 + $1.0 * $1.1 }
      variance += (lag == 0 ? 1 : 2 * (1 - Double(lag) / h)) * sum / n
    }
    variance /= n
    guard variance > 0, variance.isFinite else { return nil }
    statistic = mean / variance.squareRoot() * correction.squareRoot()
    pValue = TailProbabilities.student(statistic, degrees: n - 1)
  }
}
