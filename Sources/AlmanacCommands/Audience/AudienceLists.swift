internal import Intensity
internal import TimeSeries

/// Lists of users for items, or of items for users.
struct AudienceLists {
  /// A member of a list.
  struct Pair {
    /// The place of the user.
    var user: Int
    /// The place of the item.
    var item: Int
    /// The probability that the user chooses the item.
    var probability: Float
  }

  let command: AudienceCommand
  let model: AudienceModel
  let log: EventLog
  let users: [AudienceModel.User]
  let window: AudienceCommand.Window
  /// The items that can be chosen.
  let items: [Int]
  /// How many of these, the last ones, have no history, and what others with their attributes have.
  let estimatedCount: Int
  /// Items that were asked for, or have events later, and of which nothing is known.
  let coldItems: [Int]
  /// Names of items that were asked for and are unknown.
  let unknownItems: [String]
  /// The chosen pairs, list after list, the best first.
  private(set) var pairs: [Pair] = []
  private(set) var isByItem = true
  private(set) var allocation: Allocation?
  /// What the lists would bring without limits on users and in all.
  private(set) var freeValue: Double?
  private(set) var budget = Budget()
  private let attributes: AttributeGroups?

  init(
    command: AudienceCommand,
    model: AudienceModel,
    log: EventLog,
    users: [AudienceModel.User],
    window: AudienceCommand.Window,
    attributes: AttributeGroups?
  ) {
    (self.command, self.model, self.log) = (command, model, log)
    (self.users, self.window) = (users, window)
    self.attributes = attributes
    let wanted = Set(command.items)
    let asked = log.itemNames.indices.filter {
      wanted.isEmpty || wanted.contains(log.itemNames[$0])
    }
    let known = log.itemNames.indices.filter(model.knows)
    let cold = asked.filter { !model.knows(item: $0) }
    let estimated = attributes?.estimable(cold, known: known) ?? []
    items = asked.filter(model.knows) + estimated
    estimatedCount = estimated.count
    let set = Set(estimated)
    coldItems = cold.filter { !set.contains($0) }
    unknownItems = wanted.isEmpty ? [] : wanted.subtracting(log.itemNames).sorted()
  }

  /// The most users of each item: as asked, or one in a hundred.
  private var audienceSize: Int { command.audienceSize ?? max(1, (users.count + 99) / 100) }
  /// The most items of each user: as asked, or ten.
  private var listLength: Int { command.contacts ?? 10 }

  /// Chooses the pairs.
  mutating func choose(byItem: Bool) throws(IntensityError) {
    isByItem = byItem
    guard !items.isEmpty, !users.isEmpty else { return }
    let table = try model.pairs(
      users.map(\.state),
      items: items.dropLast(estimatedCount),
      coldItems: items.suffix(estimatedCount),
      attributes: attributes,
      in: log,
      excludesSeen: command.bought == .exclude
    )
    if command.hasBudget { allocate(table) } else { cut(table) }
    sort()
  }

  /// The best of each list, which do not compete.
  private mutating func cut(_ table: IntensityTable) {
    let m = items.count
    if isByItem {
      var lists = (0..<m).map { TopList(capacity: audienceSize, salt: $0) }
      table.forEachBlock { states, rows in
        for (place, state) in states.enumerated() {
          for item in 0..<m where rows[place * m + item] >= 0 {
            lists[item].insert(state, score: rows[place * m + item])
          }
        }
      }
      for (item, list) in lists.enumerated() {
        for entry in list.sorted {
          pairs.append(Pair(user: entry.candidate, item: item, probability: entry.score))
        }
      }
    } else {
      table.forEachBlock { states, rows in
        for (place, state) in states.enumerated() {
          var list = TopList(capacity: listLength, salt: state)
          for item in 0..<m where rows[place * m + item] >= 0 {
            list.insert(item, score: rows[place * m + item])
          }
          for entry in list.sorted {
            pairs.append(Pair(user: state, item: entry.candidate, probability: entry.score))
          }
        }
      }
    }
  }

  /// The pairs that a budget has room for.
  private mutating func allocate(_ table: IntensityTable) {
    let most = isByItem ? audienceSize : command.audienceSize
    budget.contactsPerUser = isByItem ? command.contacts ?? items.count : listLength
    budget.audience = most.map { Array(repeating: $0, count: items.count) }
    budget.minimum = command.minimum.map { Array(repeating: $0, count: items.count) }
    budget.contacts = command.total
    budget.costs = command.cost.map { Array(repeating: $0, count: items.count) }
    budget.money = command.money
    let perUser = 4 * min(budget.contactsPerUser, items.count)
    let candidates = AllocationCandidates(
      of: table,
      itemsPerUser: max(perUser, 20),
      usersPerItem: 4 * max(most ?? 0, command.minimum ?? 0, 5)
    )
    let chosen =
      command.method == .dual
      ? Allocation.dual(candidates, budget) : Allocation.greedy(candidates, budget)
    var user = 0
    for pair in chosen.pairs {
      while candidates.offsets[user + 1] <= pair { user += 1 }
      pairs.append(
        Pair(
          user: user,
          item: Int(candidates.items[pair]),
          probability: candidates.scores[pair]
        )
      )
    }
    var free = Budget(contactsPerUser: isByItem ? .max : listLength)
    free.audience = isByItem ? budget.audience : nil
    freeValue = Allocation.greedy(candidates, free).value
    allocation = chosen
  }

  private mutating func sort() {
    let byItem = isByItem
    pairs.sort { a, b in
      let (first, second) = byItem ? (a.item, b.item) : (a.user, b.user)
      if first != second { return first < second }
      if a.probability != b.probability { return a.probability > b.probability }
      return byItem ? a.user < b.user : a.item < b.item
    }
  }

  private static let itemColumns = [
    "item", "rank", "user", "probability", "frequency", "recency", "affinity", "group",
  ]
  private static let userColumns = [
    "user", "rank", "item", "probability", "frequency", "recency", "affinity", "group",
  ]

  /// Writes the lists.
  func write(to rows: inout AudienceRows) throws {
    var start = 0
    while start < pairs.count {
      let list = isByItem ? pairs[start].item : pairs[start].user
      var end = start
      while end < pairs.count, (isByItem ? pairs[end].item : pairs[end].user) == list { end += 1 }
      let name = isByItem ? log.itemNames[items[list]] : log.userNames[users[list].state.user]
      let controls = command.controls(count: end - start, list: name)
      for place in start..<end {
        let pair = pairs[place]
        let user = users[pair.user]
        let userName = log.userNames[user.state.user]
        let itemName = log.itemNames[items[pair.item]]
        let affinity = model.affinity(
          probability: pair.probability,
          of: user,
          item: items[pair.item]
        )
        try rows.append([
          (isByItem ? "item" : "user", .text(isByItem ? itemName : userName)),
          ("rank", .whole(place - start + 1)),
          (isByItem ? "user" : "item", .text(isByItem ? userName : itemName)),
          ("probability", .number(Double(pair.probability).sixDigits)),
          ("frequency", .number(user.frequency.sixDigits)),
          ("recency", .number(user.recency.sixDigits)),
          ("affinity", .number(affinity.sixDigits)),
          ("group", .text(controls[place - start] ? "control" : "contact")),
        ])
      }
      start = end
    }
    rows.writeHeader(isByItem ? Self.itemColumns : Self.userColumns)
  }

  /// Writes what each item got and what one more user would bring it.
  func writePrices(to path: String) throws {
    guard let allocation else { return }
    var file = try OutputFile(path: path)
    var text = CSVText()
    for name in ["item", "asked", "delivered", "shadow_price", "threshold"] { text.append(name) }
    text.endRow()
    let prices = allocation.prices
    for (place, item) in items.enumerated() {
      text.append(log.itemNames[item])
      text.append(budget.audience.map { Double($0[place]) } ?? .nan)
      text.append(allocation.delivered[place])
      text.append(prices.items[place].sixDigits)
      let threshold =
        prices.items[place] + prices.contact + prices.money * (budget.costs?[place] ?? 0)
      text.append(threshold.sixDigits)
      text.endRow()
    }
    try file.write(text.bytes)
    try file.commit()
  }

  /// The hits that the lists should bring, and the standard error of their number.
  var expectedHits: (mean: Double, error: Double) {
    let probabilities = pairs.map { Double($0.probability) }
    return (probabilities.reduce(0, +), model.error(ofSum: probabilities))
  }

  /// The hits that came, where the log knows.
  var actualHits: Int {
    pairs.count { pair in
      log.window(of: users[pair.user].state, length: window.length)
        .contains { Int(log.items[$0]) == items[pair.item] }
    }
  }
}
