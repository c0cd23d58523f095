internal import Glibc

/// How good lists are that are cut from a table: items for each user, and users for each item.
///
/// - Source: Ma, Liu and Deoras 2022; recall over those that have targets.
public struct RankingScores: Hashable, Sendable {
  /// The number of items on each user's list.
  public let itemsPerUser: Int
  /// The number of users on each item's list.
  public let usersPerItem: Int
  /// The share of the users' lists that happened.
  public let itemPrecision: Double
  /// The mean share of what users did that was on their lists.
  public let itemRecall: Double
  /// The share of the items' lists that happened.
  public let userPrecision: Double
  /// The mean share of an item's users that were on its list.
  public let userRecall: Double
  /// How many items the users' lists are spread over.
  public let itemPerplexity: Double
  /// How many users the items' lists are spread over.
  public let userPerplexity: Double
  /// The share of all pairs that happened: what lists by chance have.
  public let chance: Double

  /// The scores of a table.
  ///
  /// - Parameters:
  ///   - targets: for each state the items that happened, without repeats, counted as in the table.
  ///   - share: the length of the lists, of all items and of all users, rounded up.
  public init(of table: IntensityTable, targets: [[Int32]], share: Double = 0.01) {
    let (n, m) = (table.stateCount, table.itemCount)
    let k = max(1, Int((share * Double(m)).rounded(.up)))
    let c = max(1, Int((share * Double(n)).rounded(.up)))
    var columns = (0..<m).map { TopList(capacity: c, salt: $0) }
    var (itemHits, itemRecalls, active, pairs) = (0, 0.0, 0, 0)
    var itemUse = [Int](repeating: 0, count: m)
    var isTarget = [Bool](repeating: false, count: m)
    table.forEachBlock { states, rows in
      for state in states {
        let start = (state - states.lowerBound) * m
        var best = TopList(capacity: k, salt: state)
        for item in 0..<m {
          let score = rows[start + item]
          best.insert(item, score: score)
          columns[item].insert(state, score: score)
        }
        for item in targets[state] { isTarget[Int(item)] = true }
        var hits = 0
        for entry in best.sorted {
          itemUse[entry.candidate] += 1
          if isTarget[entry.candidate] { hits += 1 }
        }
        for item in targets[state] { isTarget[Int(item)] = false }
        pairs += targets[state].count
        itemHits += hits
        if !targets[state].isEmpty {
          active += 1
          itemRecalls += Double(hits) / Double(targets[state].count)
        }
      }
    }
    var buyers = [[Int]](repeating: [], count: m)
    for state in 0..<n { for item in targets[state] { buyers[Int(item)].append(state) } }
    var (userHits, userRecalls, wanted) = (0, 0.0, 0)
    var userUse = [Int](repeating: 0, count: n)
    for item in 0..<m {
      let list = columns[item].sorted
      for entry in list { userUse[entry.candidate] += 1 }
      if buyers[item].isEmpty { continue }
      let own = Set(buyers[item])
      let hits = list.count { own.contains($0.candidate) }
      userHits += hits
      wanted += 1
      userRecalls += Double(hits) / Double(own.count)
    }
    (itemsPerUser, usersPerItem) = (k, c)
    itemPrecision = Double(itemHits) / Double(max(n * k, 1))
    itemRecall = itemRecalls / Double(max(active, 1))
    userPrecision = Double(userHits) / Double(max(m * c, 1))
    userRecall = userRecalls / Double(max(wanted, 1))
    itemPerplexity = Self.perplexity(of: itemUse)
    userPerplexity = Self.perplexity(of: userUse)
    chance = Double(pairs) / Double(max(n * m, 1))
  }

  private static func perplexity(of counts: [Int]) -> Double {
    let sum = Double(counts.reduce(0, +))
    return exp(
      counts.reduce(0.0) { entropy, count in
        count == 0 ? entropy : entropy - Double(count) / sum * log(Double(count) / sum)
      }
    )
  }
}
