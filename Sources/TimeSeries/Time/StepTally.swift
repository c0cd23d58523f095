/// How often steps of each length were seen, in bounded memory.
struct StepTally: Sendable {
  /// The number of lengths that are told apart; beyond it the rarer half is thrown together.
  private static let capacity = 4096

  private var counts: [Int64: Int] = [:]
  /// Steps of one length come in a row; they are counted here before they go to the table.
  private var recent: (length: Int64, count: Int) = (0, 0)
  /// The steps thrown together, and the largest length of which they are all multiples.
  private var rest: (divisor: Int64, count: Int) = (0, 0)

  /// Counts steps of a positive length.
  @inline(__always)
  mutating func add(_ length: Int64, count: Int = 1) {
    if length != recent.length {
      flush()
      recent.length = length
    }
    recent.count += count
  }

  /// Counts the steps of another tally.
  mutating func add(_ other: StepTally) {
    for (length, count) in other.counts { add(length, count: count) }
    if other.recent.count > 0 { add(other.recent.length, count: other.recent.count) }
    rest.divisor = Self.greatestCommonDivisor(rest.divisor, other.rest.divisor)
    rest.count += other.rest.count
  }

  private mutating func flush() {
    if recent.count > 0 { counts[recent.length, default: 0] += recent.count }
    recent.count = 0
    guard counts.count > Self.capacity else { return }
    let ranked = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    for (length, count) in ranked[(Self.capacity / 2)...] {
      counts[length] = nil
      rest.divisor = Self.greatestCommonDivisor(rest.divisor, length)
      rest.count += count
    }
  }

  /// The step whose multiples explain enough of all steps, the most frequent one that does; or, when
  /// none does, the one that explains most.
  ///
  /// Steps that are themselves at least a twentieth of all are tried, then their largest common
  /// divisor, unless it is less than a quarter of the shortest of them: a grid of hours says nothing
  /// of days of which some come an hour late.
  ///
  /// - Parameter total: the number of all steps, also of those that are not in this tally.
  /// - Returns: the step and how many steps are multiples of it; nil when there are none.
  func best(explaining share: Double, of total: Int) -> (length: Int64, explained: Int)? {
    var complete = self
    complete.flush()
    let ranked = complete.counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    guard let modal = ranked.first?.key else { return nil }
    var candidates = ranked.prefix { $0.value * 20 >= total }.map(\.key)
    if candidates.isEmpty { candidates = [modal] }
    let divisor = candidates.reduce(0, Self.greatestCommonDivisor)
    if let shortest = candidates.min(), shortest / 4 <= divisor { candidates.append(divisor) }
    var best = (length: modal, explained: 0)
    for length in candidates {
      let explained = complete.count(ofMultiplesOf: length)
      if explained > best.explained { best = (length, explained) }
      if Double(explained) >= share * Double(total) { break }
    }
    return best
  }

  private func count(ofMultiplesOf length: Int64) -> Int {
    var result = rest.divisor.isMultiple(of: length) ? rest.count : 0
    for (multiple, count) in counts where multiple.isMultiple(of: length) { result += count }
    return result
  }

  private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
