/// What an allocation of contacts may cost.
public struct Budget: Sendable {
  /// The most items each user is contacted about.
  public var contactsPerUser: Int
  /// The most users for each item; nil for any number.
  public var audience: [Int]?
  /// The least users for each item; nil for none.
  public var minimum: [Int]?
  /// The most contacts in all; nil for any number.
  public var contacts: Int?
  /// What a contact about each item costs; nil where money does not matter.
  public var costs: [Double]?
  /// The most money; nil for any amount.
  public var money: Double?

  /// So many contacts per user and no other limit.
  public init(contactsPerUser: Int = .max) { self.contactsPerUser = contactsPerUser }
}

/// The pairs among which an allocation chooses, by users.
///
/// Of a large table only the best items of each user and the best users of each item take part.
public struct AllocationCandidates: Sendable {
  /// The number of items.
  public let itemCount: Int
  /// Where the pairs of each user begin; one place more than there are users.
  public let offsets: [Int]
  /// The item of each pair.
  public let items: [Int32]
  /// What each pair is expected to bring.
  public let scores: [Float]

  /// The number of users.
  public var userCount: Int { offsets.count - 1 }

  /// The candidates of a table.
  ///
  /// - Parameters:
  ///   - itemsPerUser: how many items of each user take part at least; all that are not negative if the
  ///     table is no larger than `mostPairs`.
  ///   - usersPerItem: how many users of each item take part at least.
  /// - Complexity: O(pairs) time; memory for the candidates alone.
  public init(
    of table: IntensityTable,
    itemsPerUser: Int,
    usersPerItem: Int,
    mostPairs: Int = 2_000_000
  ) {
    itemCount = table.itemCount
    let m = table.itemCount
    var offsets = [0]
    var items: [Int32] = []
    var scores: [Float] = []
    if table.stateCount * m <= mostPairs {
      table.forEachBlock { states, rows in
        for place in 0..<states.count {
          for item in 0..<m where rows[place * m + item] >= 0 {
            items.append(Int32(item))
            scores.append(rows[place * m + item])
          }
          offsets.append(items.count)
        }
      }
    } else {
      var columns = (0..<m).map { TopList(capacity: usersPerItem, salt: $0) }
      table.forEachBlock { states, rows in
        for (place, state) in states.enumerated() {
          for item in 0..<m where rows[place * m + item] >= 0 {
            columns[item].insert(state, score: rows[place * m + item])
          }
        }
      }
      var wanted = [[Int32]](repeating: [], count: table.stateCount)
      for item in 0..<m {
        for entry in columns[item].sorted { wanted[entry.candidate].append(Int32(item)) }
      }
      columns = []
      table.forEachBlock { states, rows in
        for (place, state) in states.enumerated() {
          var best = TopList(capacity: itemsPerUser, salt: state)
          for item in 0..<m where rows[place * m + item] >= 0 {
            best.insert(item, score: rows[place * m + item])
          }
          let chosen = Set(wanted[state]).union(best.sorted.map { Int32($0.candidate) })
          for item in chosen.sorted() {
            items.append(item)
            scores.append(rows[place * m + Int(item)])
          }
          offsets.append(items.count)
        }
      }
    }
    (self.offsets, self.items, self.scores) = (offsets, items, scores)
  }
}

/// Which users are contacted about which items, within a budget.
public struct Allocation: Sendable {
  /// The chosen pairs, as places among the candidates, ascending.
  public let pairs: [Int]
  /// What they are expected to bring.
  public let value: Double
  /// What no allocation within the budget can exceed.
  public let bound: Double
  /// The number of users of each item.
  public let delivered: [Int]
  /// The prices by which the pairs were chosen.
  public let prices: AllocationPrices

  /// How far the value may be from the best, as a share.
  public var gap: Double { bound > 0 ? max(0, 1 - value / bound) : 0 }
}

/// What one unit of each limit is worth: by these prices a single user can be decided on as it comes.
public struct AllocationPrices: Sendable, Hashable {
  /// What one more user of an item would bring; negative where one less would, because of a minimum.
  public var items: [Double]
  /// What one more contact would bring.
  public var contact: Double
  /// What one more unit of money would bring.
  public var money: Double

  /// Prices.
  public init(items: [Double], contact: Double = 0, money: Double = 0) {
    (self.items, self.contact, self.money) = (items, contact, money)
  }

  /// The items that a user who comes now is contacted about: the best whose scores exceed their prices.
  ///
  /// - Parameter row: a score for each item, negative for one that is not to be had.
  public func choice(row: [Float], budget: Budget) -> [Int] {
    var best = TopList(capacity: min(budget.contactsPerUser, row.count))
    for item in row.indices where row[item] >= 0 {
      let net = Double(row[item]) - price(of: item, budget)
      if net > 0 { best.insert(item, score: Float(net)) }
    }
    return best.sorted.map(\.candidate)
  }

  /// What a contact about an item costs in scores.
  func price(of item: Int, _ budget: Budget) -> Double {
    items[item] + contact + money * (budget.costs?[item] ?? 0)
  }
}
