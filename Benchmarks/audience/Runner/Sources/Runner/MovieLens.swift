import Intensity
import TimeSeries

/// MovieLens-100K with the protocol of the reference: the second half of each user's ratings, users
/// divided into two groups at random, one common length of window.
struct MovieLens {
  let lesson: Lesson
  /// The states to be scored.
  let states: [UserState]
  /// The items to be scored.
  let items: [Int]
  /// What happened, by places in `items`.
  let targets: [[Int32]]

  init(path: String, seed: UInt64) throws {
    var options = EventLogOptions()
    options.columns = ["user", "item", "rating", "time"]
    options.mergesRepeats = false
    let all = try EventLog(csv: path, options: options)
    var random = SplitMix(state: seed)
    var rows = EventLog.Rows()
    var itemNumbers: [Int32: Int] = [:]
    var itemNames: [String] = []
    for user in all.userNames.indices {
      // Ties come in random order.
      let events = Array(all.events(of: user)).shuffled(using: &random)
        .sorted { all.times[$0] < all.times[$1] }
      // Those whose rank, counted from 1, is at least half of all.
      for event in events[(events.count + 1) / 2 - 1..<events.count] {
        let item = itemNumbers[all.items[event]] ?? itemNames.count
        if item == itemNames.count {
          itemNumbers[all.items[event]] = item
          itemNames.append(all.itemNames[Int(all.items[event])])
        }
        rows.append(user: user, item: item, time: all.times[event])
      }
    }
    let log = EventLog(rows, userNames: all.userNames, itemNames: itemNames, clock: all.clock)
    let spans = log.userNames.indices.map { user in
      let events = log.events(of: user)
      return log.times[events.upperBound - 1] - log.times[events.lowerBound]
    }.sorted()
    let length = spans[spans.count / 2]
    var users = Array(log.userNames.indices).shuffled(using: &random)
    let tested = Set(users.prefix(users.count / 2))
    users.sort()
    func moment(_ user: Int) -> Int64 { log.times[log.events(of: user).lowerBound] + length }
    states = users.filter(tested.contains).map { log.state(of: $0, at: moment($0)) }
    let others = users.filter { !tested.contains($0) }
    let windows = others.map { log.state(of: $0, at: moment($0)) }
    lesson = Lesson(
      log: log,
      horizon: length,
      histories: states + others.map { log.state(of: $0, at: .max) },
      windows: windows,
      historiesBeforeWindows: states + windows
    )
    var counts = [Int](repeating: 0, count: itemNames.count)
    for state in lesson.histories {
      for event in state.history { counts[Int(log.items[event])] += 1 }
    }
    items = counts.indices.filter { counts[$0] > 0 }
    var places = [Int32](repeating: -1, count: counts.count)
    for (place, item) in items.enumerated() { places[item] = Int32(place) }
    targets = states.map { state in
      log.window(of: state, length: length).map { places[Int(log.items[$0])] }.filter { $0 >= 0 }
    }
  }

  /// The scores of a model, pairs of the history left out.
  func scores(_ model: some IntensityModel) -> RankingScores {
    RankingScores(
      of: model.table(of: states, items: items, in: lesson.log, excludesSeen: true),
      targets: targets
    )
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
