internal import Glibc

/// What a visit of a customer is worth, when the mean of few visits says little.
///
/// The worth of a visit has a gamma distribution (shape `p`) about the customer's own mean, and these
/// means vary by an inverse gamma distribution (`q`, `v`): the expected worth lies between the customer's
/// mean so far and that of all.
///
/// - Source: Fader and Hardie 2013, “The gamma-gamma model of monetary value”.
public struct GammaGamma: Hashable, Sendable {
  /// The shape of a customer's visits.
  public var p: Double
  /// The shape of the customers' means.
  public var q: Double
  /// The scale of the customers' means.
  public var v: Double

  /// A model.
  public init(p: Double, q: Double, v: Double) { (self.p, self.q, self.v) = (p, q, v) }

  /// The model that makes some customers likeliest, given the numbers of their visits and the mean worth
  /// of these.
  ///
  /// - Throws: `noHistory` without customers.
  public init(fitting customers: [(visits: Int, mean: Double)]) throws(IntensityError) {
    let known = customers.filter { $0.visits > 0 && $0.mean > 0 }
    guard !known.isEmpty else { throw .noHistory }
    let scale = known.reduce(0) { $0 + $1.mean } / Double(known.count)
    func objective(_ x: [Double]) -> Double {
      guard x.allSatisfy({ abs($0) < 12 }) else { return .infinity }
      let model = GammaGamma(p: exp(x[0]), q: exp(x[1]), v: exp(x[2]))
      let constant = model.q * log(model.v) - logGamma(model.q)
      return -known.reduce(0) { sum, customer in
        sum + constant + model.logDensity(visits: customer.visits, mean: customer.mean / scale)
      } / Double(known.count)
    }
    var best = nelderMead(from: [1, 1, 1], objective)
    best = nelderMead(from: best.point, spread: 0.2, objective)
    self.init(p: exp(best.point[0]), q: exp(best.point[1]), v: exp(best.point[2]) * scale)
  }

  /// The logarithm of the density, but for what all customers share.
  private func logDensity(visits: Int, mean: Double) -> Double {
    let x = Double(visits)
    return logGamma(p * x + q) - logGamma(p * x) + (p * x - 1) * log(mean) + p * x * log(x)
      - (p * x + q) * log(x * mean + v)
  }

  /// The expected worth of a customer's next visit.
  ///
  /// - Returns: the mean so far, shrunk; that of all for a customer without visits. Where `q ≤ 1` that
  ///   mean is infinite, and the customer's own is all there is.
  public func expectedValue(visits: Int, mean: Double) -> Double {
    let x = Double(visits)
    guard q > 1 else { return mean }
    return (p * v + p * x * mean) / (p * x + q - 1)
  }
}
