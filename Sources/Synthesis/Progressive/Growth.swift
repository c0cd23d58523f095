/// How far networks have grown: how many stages are in use, and the share of the newest one.
public struct Growth: Sendable, Hashable {
  /// The number of stages beyond the first eight steps.
  public var depth: Int
  /// How much of the newest stage is blended in, from 0 to 1; the rest comes from the stage before.
  public var share: Double

  /// A state of growth.
  ///
  /// - Precondition: The depth is not negative, and the share lies in `0...1`.
  public init(depth: Int, share: Double = 1) {
    precondition(depth >= 0 && (0...1).contains(share), "depth \(depth) with share \(share)")
    (self.depth, self.share) = (depth, share)
  }
}
