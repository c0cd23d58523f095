/// The best of many candidates, as they come.
///
/// Equal scores are ordered by a hash of the candidate, so that no part of a table is preferred.
public struct TopList: Sendable {
  /// A candidate and its score.
  public struct Entry: Hashable, Sendable {
    /// The number of the candidate.
    public let candidate: Int
    /// How good it is.
    public let score: Float

    /// Decides between equal scores.
    fileprivate let tie: UInt64

    /// Whether this one comes behind another.
    @inline(__always)
    func isWorse(than other: Entry) -> Bool {
      score != other.score ? score < other.score : tie < other.tie
    }
  }

  /// The most that are kept.
  public let capacity: Int
  /// A heap whose first is the worst.
  private var heap: [Entry] = []

  private let salt: Int

  /// An empty list.
  ///
  /// - Parameter salt: lists with different ones order equal scores differently.
  public init(capacity: Int, salt: Int = 0) { (self.capacity, self.salt) = (capacity, salt) }

  /// The best so far, best first.
  public var sorted: [Entry] { heap.sorted { $1.isWorse(than: $0) } }

  /// Takes a candidate in if it is among the best.
  @inline(__always)
  public mutating func insert(_ candidate: Int, score: Float) {
    if heap.count >= capacity, let worst = heap.first, score < worst.score { return }
    add(Entry(candidate: candidate, score: score, tie: tie(of: candidate)))
  }

  private func tie(of candidate: Int) -> UInt64 {
    let word = UInt64(bitPattern: Int64(candidate &+ salt &* 0x1_0000_0001))
    let product = (word &+ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }

  private mutating func add(_ entry: Entry) {
    guard capacity > 0 else { return }
    if heap.count < capacity {
      heap.append(entry)
      var child = heap.count - 1
      while child > 0, heap[child].isWorse(than: heap[(child - 1) / 2]) {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
      return
    }
    guard heap[0].isWorse(than: entry) else { return }
    heap[0] = entry
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].isWorse(than: heap[worst]) {
        worst = child
      }
      if worst == parent { break }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
