internal import Parallelism
internal import Tensors
public import TimeSeries

/// Relevance by factors of users and items, fitted by turns.
///
/// `Σ c (p - u·v)² + λ (|u|² + |v|²) → min`, where `p` is 1 for a pair that has events and 0 for all others,
/// and `c` is 1 and the number of the pair's events. Each half of a round is a few steps of conjugate
/// gradients on every user, or item, alone. A state's factors follow from its history, so that users that
/// were not trained on have them too.
///
/// - Source: Hu, Koren and Volinsky 2008, “Collaborative filtering for implicit feedback datasets”; Takács,
///   Pilászy and Tikk 2011, “Applications of the conjugate gradient method for implicit feedback
///   collaborative filtering”.
public struct AlternatingLeastSquares: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "als"

  typealias Vector = FactorVector

  /// The weight of the penalty.
  private static let penalty: Float = 0.01
  private static let rounds = 15
  private static let steps = 3

  /// The factors of the items.
  private(set) var items: [Vector]
  /// The factors of the users, in the order of the log.
  private(set) var users: [Vector]

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions = RelevanceOptions()) {
    let log = lesson.log
    let byUser = PairCounts(of: lesson.histories, in: log)
    self.init(byUser, rounds: options.epochs ?? Self.rounds, seed: options.seed)
  }

  /// Factors of pairs.
  init(_ byUser: PairCounts, rounds: Int, seed: UInt64) {
    let byItem = byUser.transposed
    var random = RandomStream(seed: seed)
    func drawn(_ count: Int) -> [Vector] {
      (0..<count).map { _ in Vector { Float(random.uniform() - 0.5) * 0.02 } }
    }
    users = drawn(byUser.rowCount)
    items = drawn(byItem.rowCount)
    for _ in 0..<rounds {
      Self.fit(&users, to: byUser, against: items)
      Self.fit(&items, to: byItem, against: users)
    }
  }

  /// Moves each row's factors towards the best for the other side's.
  private static func fit(_ rows: inout [Vector], to pairs: PairCounts, against others: [Vector]) {
    let gram = gram(of: others)
    let size = 256
    let start = rows
    let blocks = parallelMap(count: (rows.count + size - 1) / size) { block in
      (block * size..<min((block + 1) * size, start.count)).map { row in
        solved(from: start[row], pairs.row(row), against: others, gram: gram)
      }
    }
    rows = Array(blocks.joined())
  }

  /// `Σ v v'`, a column each.
  private static func gram(of vectors: [Vector]) -> [Vector] {
    let size = 4096
    let parts = parallelMap(count: (vectors.count + size - 1) / size) { part in
      var columns = [Vector](repeating: Vector(), count: Vector.count)
      for vector in vectors[part * size..<min((part + 1) * size, vectors.count)] {
        vector.forEach { i, number in columns[i].add(number, times: vector) }
      }
      return columns
    }
    var sum = [Vector](repeating: Vector(), count: Vector.count)
    for part in parts { for i in 0..<Vector.count { sum[i] = sum[i] + part[i] } }
    for i in 0..<Vector.count { sum[i].add(penalty, at: i) }
    return sum
  }

  /// Steps of conjugate gradients for one row.
  private static func solved(
    from start: Vector,
    _ pairs: PairCounts.Row,
    against others: [Vector],
    gram: [Vector]
  ) -> Vector {
    guard !pairs.places.isEmpty else { return Vector() }
    func product(_ x: Vector) -> Vector {
      var y = Vector()
      x.forEach { i, number in y.add(number, times: gram[i]) }
      return y
    }
    var x = start
    var residual = -1 * product(x)
    for place in pairs.places {
      let other = others[Int(pairs.columns[place])]
      let count = pairs.counts[place]
      residual.add(1 + count - count * other.dot(x), times: other)
    }
    var direction = residual
    var length = residual.dot(residual)
    for _ in 0..<steps where length > 1e-20 {
      var image = product(direction)
      for place in pairs.places {
        let other = others[Int(pairs.columns[place])]
        image.add(pairs.counts[place] * other.dot(direction), times: other)
      }
      let step = length / direction.dot(image)
      x.add(step, times: direction)
      residual.add(-step, times: image)
      let next = residual.dot(residual)
      direction = residual + (next / length) * direction
      length = next
    }
    return x
  }

  /// The positive parts of the products of factors, as shares.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    let pairs = PairCounts(of: states, in: log, isDense: true, itemCount: items.count)
    let gram = Self.gram(of: items)
    var rows: [Float] = []
    rows.reserveCapacity(states.count * items.count)
    for row in 0..<states.count {
      var user = Vector()
      // From nothing, enough steps to be as good as exact.
      for _ in 0..<3 { user = Self.solved(from: user, pairs.row(row), against: items, gram: gram) }
      rows += items.map { max($0.dot(user), 0) + 1e-6 }.normalized
        .widened(to: log.itemNames.count)
    }
    return rows
  }

  /// The factors of the items: those of users follow from their histories.
  public var learnt: [NamedTensor] { [("items", .saved(items))] }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    (items, users) = (try saved.vectors("items"), [])
  }
}

/// How often users and items occur together, by rows.
struct PairCounts: Sendable {
  /// The pairs of one row.
  struct Row {
    let columns: [Int32]
    let counts: [Float]
    let places: Range<Int>
  }

  private var offsets: [Int] = [0]
  private var columns: [Int32] = []
  private var counts: [Float] = []
  private let columnCount: Int

  /// The number of rows.
  var rowCount: Int { offsets.count - 1 }
  /// The number of pairs.
  var count: Int { columns.count }

  /// A row.
  func row(_ row: Int) -> Row {
    Row(columns: columns, counts: counts, places: offsets[row]..<offsets[row + 1])
  }

  /// The pairs in the histories of states.
  ///
  /// - Parameters:
  ///   - isDense: whether there is a row for each state, rather than one for each user.
  ///   - itemCount: how many items take part, the first ones of the log; nil for all.
  init(of states: [UserState], in log: EventLog, isDense: Bool = false, itemCount: Int? = nil) {
    columnCount = itemCount ?? log.itemNames.count
    var histories = states.map(\.history)
    if !isDense {
      histories = Array(repeating: 0..<0, count: log.userNames.count)
      for state in states { histories[state.user] = state.history }
    }
    var place = [Int](repeating: -1, count: columnCount)
    for history in histories {
      let start = columns.count
      for event in history {
        let item = Int(log.items[event])
        if item >= columnCount { continue }
        if place[item] >= start {
          counts[place[item]] += 1
        } else {
          place[item] = columns.count
          columns.append(log.items[event])
          counts.append(1)
        }
      }
      offsets.append(columns.count)
    }
  }

  private init(offsets: [Int], columns: [Int32], counts: [Float], columnCount: Int) {
    (self.offsets, self.columns, self.counts) = (offsets, columns, counts)
    self.columnCount = columnCount
  }

  /// The same pairs by columns.
  var transposed: PairCounts {
    var starts = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for column in 0..<columnCount { starts[column + 1] += starts[column] }
    var next = starts
    var rows = [Int32](repeating: 0, count: count)
    var values = [Float](repeating: 0, count: count)
    for row in 0..<rowCount {
      for place in offsets[row]..<offsets[row + 1] {
        let column = Int(columns[place])
        rows[next[column]] = Int32(row)
        values[next[column]] = counts[place]
        next[column] += 1
      }
    }
    return PairCounts(offsets: starts, columns: rows, counts: values, columnCount: rowCount)
  }
}
