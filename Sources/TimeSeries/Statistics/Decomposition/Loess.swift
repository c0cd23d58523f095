/// A local regression over evenly spaced points, weighted by distance with the tricube
/// `(1 − |d/h|³)³`.
///
/// - Source: Cleveland, Cleveland, McRae and Terpenning 1990, “STL: A seasonal-trend decomposition
///   procedure based on loess”, section 2.1 and, for `jump`, section 6.
public struct Loess: Hashable, Sendable {
  /// The number of neighbours that each estimate looks at; odd, at least 3. Where there are fewer
  /// points, the weights are as flat as if there were more.
  public var window: Int
  /// 0 for a local mean, 1 for a local line.
  public var degree: Int
  /// Every how many points an estimate is made; those between are interpolated linearly.
  public var jump: Int

  /// - Precondition: `window` is odd and at least 3, `degree` 0 or 1, `jump` at least 1.
  public init(window: Int, degree: Int = 1, jump: Int = 1) {
    precondition(window >= 3 && window % 2 == 1, "a loess window of \(window)")
    precondition(degree == 0 || degree == 1, "a loess degree of \(degree)")
    precondition(jump >= 1, "a loess jump of \(jump)")
    self.window = window
    self.degree = degree
    self.jump = jump
  }

  /// A smoother that makes about ten estimates in each window.
  static func sparse(window: Int, degree: Int) -> Loess {
    Loess(window: window, degree: degree, jump: (window + 9) / 10)
  }

  /// The smoothed values.
  ///
  /// - Parameters:
  ///   - values: the points, none of them missing.
  ///   - weights: a weight for each point besides its distance; none when all weigh the same.
  public func smoothed(_ values: [Double], weights: [Double]? = nil) -> [Double] {
    precondition(weights.map { $0.count == values.count } ?? true)
    var smoothed = values
    var workspace = LoessWorkspace(self)
    workspace.smooth(values, weights: weights ?? [], into: &smoothed)
    return smoothed
  }
}

/// A smoother with room for its weights.
struct LoessWorkspace {
  let loess: Loess
  /// Tricube weights by distance in a whole window around the estimate, of sum 1 with both sides
  /// counted; distance 0 first.
  private let kernel: [Double]
  private var local: [Double]

  init(_ loess: Loess) {
    self.loess = loess
    let reach = loess.window / 2
    var kernel = (0...reach).map { Self.tricube(Double($0), reach: Double(reach)) }
    let sum = 2 * kernel.reduce(0, +) - kernel[0]
    for distance in kernel.indices { kernel[distance] /= sum }
    self.kernel = kernel
    local = [Double](repeating: 0, count: loess.window)
  }

  /// Smooths the points into the places of `smoothed` from `offset` on.
  ///
  /// - Parameter weights: a weight for each point, or nothing when all weigh the same.
  mutating func smooth(
    _ points: [Double],
    weights: [Double],
    into smoothed: inout [Double],
    offset: Int = 0
  ) {
    let y = points.span
    let weights = weights.span
    let count = y.count
    guard count > 1 else {
      if count == 1 { smoothed[offset] = y[0] }
      return
    }
    let width = min(loess.window, count)
    let reach = loess.window / 2
    let jump = min(loess.jump, count - 1)
    var first = 0
    var last = 0
    for i in stride(from: 0, to: count, by: jump) {
      first = max(0, min(i - reach, count - width))
      last = i
      if weights.isEmpty && i >= reach && i + reach < count {
        smoothed[offset + i] = convolution(y, around: i)
      } else {
        let window = first..<(first + width)
        smoothed[offset + i] =
          estimate(y, at: Double(i), over: window, weights: weights) ?? y[i]
      }
    }
    guard jump > 1 else { return }
    for i in stride(from: 0, to: last, by: jump) {
      fillLine(&smoothed, from: offset + i, to: offset + i + jump)
    }
    if last < count - 1 {
      // The published procedure keeps the window of the estimate before.
      let window = first..<(first + width)
      smoothed[offset + count - 1] =
        estimate(y, at: Double(count - 1), over: window, weights: weights) ?? y[count - 1]
      fillLine(&smoothed, from: offset + last, to: offset + count - 1)
    }
  }

  /// The estimate at `x`, which may lie outside of the points, from those of a window; nil when none
  /// of them has weight.
  mutating func estimate(
    _ y: Span<Double>,
    at x: Double,
    over window: Range<Int>,
    weights: Span<Double>
  ) -> Double? {
    var reach = max(x - Double(window.lowerBound), Double(window.upperBound - 1) - x)
    if loess.window > y.count { reach += Double((loess.window - y.count) / 2) }
    var sum = 0.0
    for j in window {
      var weight = Self.tricube(abs(Double(j) - x), reach: reach)
      if !weights.isEmpty { weight *= weights[j] }
      local[j - window.lowerBound] = weight
      sum += weight
    }
    guard sum > 0 else { return nil }

    var center = 0.0
    var estimate = 0.0
    for j in window {
      let weight = local[j - window.lowerBound] / sum
      center += weight * Double(j)
      estimate += weight * y[j]
    }
    guard loess.degree > 0, reach > 0 else { return estimate }
    var spread = 0.0
    var slope = 0.0
    for j in window {
      let weight = local[j - window.lowerBound] / sum
      let distance = Double(j) - center
      spread += weight * distance * distance
      slope += weight * distance * y[j]
    }
    // A line needs points that are not all in one place.
    if spread.squareRoot() > 0.001 * Double(y.count - 1) {
      estimate += (x - center) * slope / spread
    }
    return estimate
  }

  /// The estimate in the middle of a whole window without further weights. The weights are even
  /// around the middle, so that a local line passes through the local mean.
  private func convolution(_ y: Span<Double>, around i: Int) -> Double {
    var estimate = kernel[0] * y[i]
    for distance in 1..<kernel.count {
      estimate += kernel[distance] * (y[i - distance] + y[i + distance])
    }
    return estimate
  }

  private func fillLine(_ values: inout [Double], from a: Int, to b: Int) {
    let slope = (values[b] - values[a]) / Double(b - a)
    for i in stride(from: a + 1, to: b, by: 1) { values[i] = values[a] + slope * Double(i - a) }
  }

  /// The weight at a distance; flat very near and cut off just short of the reach, as published.
  private static func tricube(_ distance: Double, reach: Double) -> Double {
    guard distance <= 0.999 * reach else { return 0 }
    guard distance > 0.001 * reach else { return 1 }
    let ratio = distance / reach
    let rest = 1 - ratio * ratio * ratio
    return rest * rest * rest
  }
}
