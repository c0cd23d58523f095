internal import Glibc
internal import Tensors
public import TimeSeries

/// Relevance by factors that rank what happened above what did not, on both sides.
///
/// `-ln σ(s(u, i) - s(u, j)) - ln σ(s(u, i) - s(w, i)) → min` over pairs `u, i` with events and drawn items `j`
/// and users `w`, where `s = u·v + b`: items are ranked for users and users for items.
///
/// - Source: Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009, “BPR: Bayesian personalized ranking
///   from implicit feedback”; the steps are those of Adagrad.
public struct PairwiseRanking: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "bpr"

  private typealias Vector = FactorVector

  private var users: [Vector]
  private var items: [Vector]
  private var biases: [Float]
  private let popular: [Float]
  private static let rate: Float = 0.05
  private static let penalty: Float = 1e-3

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions = RelevanceOptions()) {
    let log = lesson.log
    popular = Popularity(learningFrom: lesson).shares
    var pairs: [(user: Int32, item: Int32)] = []
    for state in lesson.histories {
      for event in state.history { pairs.append((Int32(state.user), log.items[event])) }
    }
    var random = RandomStream(seed: options.seed)
    func drawn(_ count: Int) -> [Vector] {
      (0..<count).map { _ in Vector { Float(random.normal()) * 0.1 } }
    }
    users = drawn(log.userNames.count)
    items = drawn(log.itemNames.count)
    biases = Array(repeating: 0, count: items.count)
    guard !pairs.isEmpty else { return }
    var userSquares = [Vector](repeating: Vector(repeating: 0.1), count: users.count)
    var itemSquares = [Vector](repeating: Vector(repeating: 0.1), count: items.count)
    for _ in 0..<(options.epochs ?? 30) * pairs.count {
      let (u, i) = pairs[Int(random.next() % UInt64(pairs.count))]
      // What others chose is drawn as often as it was chosen, to the root of that or so.
      let other = pairs[Int(random.next() % UInt64(pairs.count))]
      let uniform = Int32(random.next() % UInt64(items.count))
      let j = random.next() & 1 == 0 ? other.item : uniform
      let w = other.user
      learn(Int(u), Int(i), Int(u), Int(j), &userSquares, &itemSquares)
      learn(Int(u), Int(i), Int(w), Int(i), &userSquares, &itemSquares)
    }
  }

  /// Moves the score of one pair up and of another down.
  private mutating func learn(
    _ u: Int,
    _ i: Int,
    _ w: Int,
    _ j: Int,
    _ userSquares: inout [Vector],
    _ itemSquares: inout [Vector]
  ) {
    if u == w && i == j { return }
    let difference =
      users[u].dot(items[i]) + biases[i] - users[w].dot(items[j]) - biases[j]
    let pull = 1 / (1 + exp(difference))
    func step(_ gradient: Vector, _ squares: inout Vector) -> Vector {
      squares = squares + gradient.squares
      return Self.rate * gradient.divided(byRootOf: squares)
    }
    let (a, b, c, d) = (users[u], items[i], users[w], items[j])
    if u == w {
      users[u] = users[u] + step(pull * (b - d) - Self.penalty * a, &userSquares[u])
    } else {
      users[u] = users[u] + step(pull * b - Self.penalty * a, &userSquares[u])
      users[w] = users[w] + step(-pull * d - Self.penalty * c, &userSquares[w])
    }
    if i == j {
      items[i] = items[i] + step(pull * (a - c) - Self.penalty * b, &itemSquares[i])
    } else {
      items[i] = items[i] + step(pull * a - Self.penalty * b, &itemSquares[i])
      items[j] = items[j] + step(-pull * c - Self.penalty * d, &itemSquares[j])
      biases[i] += 0.1 * Self.rate * pull
      biases[j] -= 0.1 * Self.rate * pull
    }
  }

  /// The exponentials of the scores, as shares; those of everybody for a user who had no history then.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    var rows: [Float] = []
    rows.reserveCapacity(states.count * items.count)
    for state in states {
      if state.history.isEmpty || state.user >= users.count {
        rows += popular.widened(to: log.itemNames.count)
        continue
      }
      let user = users[state.user]
      let scores = items.indices.map { items[$0].dot(user) + biases[$0] }
      let most = scores.max() ?? 0
      rows += scores.map { exp($0 - most) }.normalized.widened(to: log.itemNames.count)
    }
    return rows
  }

  /// The factors of both sides.
  public var learnt: [NamedTensor] {
    [
      ("users", .saved(users)), ("items", .saved(items)), ("biases", .saved(biases)),
      ("popular", .saved(popular)),
    ]
  }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    (users, items) = (try saved.vectors("users"), try saved.vectors("items"))
    biases = try saved.floats("biases", count: items.count)
    popular = try saved.floats("popular", count: items.count)
  }
}
