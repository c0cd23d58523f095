import AlmanacTesting
import NeuralNetworks
import Testing
import TimeSeries

@testable import Intensity

@Suite("A saved audience model")
struct AudienceFileTests {
  /// Users who come at their own pace for items of their own; more of both where asked.
  private static func log(users: Int = 50, items: Int = 12, until end: Double = 200) -> EventLog {
    var rows = EventLog.Rows()
    for user in 0..<users {
      var random = SplitMix(state: UInt64(user) &* 7919 &+ 1)
      var time = random.uniform() * 20
      while time < end {
        let own = random.uniform() < 0.6 ? user : Int.random(in: 0..<items, using: &random)
        rows.append(user: user, item: own % items, time: Int64(time), value: 1 + random.uniform())
        time += 1 + Double(4 + user % 17) * random.uniform()
      }
    }
    return EventLog(
      rows,
      userNames: (0..<users).map { "user \($0)" },
      itemNames: (0..<items).map { "item \($0)" },
      clock: .integer
    )
  }

  private static func model(activity: String, relevance: String) throws -> AudienceModel {
    var options = AudienceOptions()
    (options.activity, options.relevance) = (activity, relevance)
    options.training.epochs = 1
    return try AudienceModel(log: log(), until: 180, horizon: 20, options: options)
  }

  private static func reread(_ model: AudienceModel) throws -> AudienceModel {
    try AudienceModel(WeightsFile(bytes: model.file.encoded()))
  }

  @Test("it says the same, bit for bit", arguments: IntensityCatalogue.relevances)
  func relevances(name: String) throws {
    let log = Self.log()
    let model = try Self.model(activity: "hawkes", relevance: name)
    let copy = try Self.reread(model)
    #expect(copy.relevanceName == name && copy.moment == 180 && copy.horizon == 20)
    #expect(copy.itemNames == log.itemNames)
    let states = Array(log.states(at: 180).prefix(9))
    let items = Array(log.itemNames.indices)
    let rows = try model.pairs(states, items: items, in: log).rows(0..<9)
    #expect(try copy.pairs(states, items: items, in: log).rows(0..<9) == rows)
    #expect(rows.contains { $0 > 0 })
  }

  @Test(
    "it expects the same visits",
    arguments: IntensityCatalogue.activities.map { $0.name }
  )
  func activities(name: String) throws {
    let log = Self.log()
    let model = try Self.model(activity: name, relevance: "personal")
    let copy = try Self.reread(model)
    let states = log.states(at: 180)
    for (a, b) in try zip(model.users(states, in: log), copy.users(states, in: log)) {
      #expect(a.probability == b.probability && a.visits == b.visits && a.value == b.value)
      #expect(a.frequency == b.frequency && a.recency == b.recency)
    }
  }

  @Test(
    "newer events, users and items are no trouble",
    arguments: IntensityCatalogue.relevances
  )
  func newerLog(name: String) throws {
    let copy = try Self.reread(Self.model(activity: "bg-nbd", relevance: name))
    let newer = Self.log(users: 60, items: 15, until: 260)
    let states = newer.states(at: 250)
    let table = try copy.pairs(states, items: Array(0..<15), in: newer)
    let rows = table.rows(0..<states.count)
    #expect(rows.count == 15 * states.count)
    #expect(rows.allSatisfy { (0...1).contains($0) })
    #expect(!copy.knows(item: 14) && copy.knows(item: 0))
    // What the model has learnt from it does not foretell.
    #expect(throws: IntensityError.trainedOnWindow(until: 180, asked: 100)) {
      _ = try copy.users(newer.states(at: 100), in: newer)
    }
  }

  @Test("a blend remembers whether pairs that happened before were left out")
  func seenPairs() throws {
    var options = AudienceOptions()
    (options.activity, options.excludesSeen) = ("count", true)
    for name in ["blend", "personal"] {
      options.relevance = name
      let model = try AudienceModel(log: Self.log(), until: 180, horizon: 20, options: options)
      #expect(try Self.reread(model).excludesSeen == (name == "blend" ? true : nil))
    }
  }

  @Test("another file, a later version and missing parts are refused")
  func damage() throws {
    #expect(throws: IntensityError.isNoModel) { _ = try AudienceModel(WeightsFile([])) }
    let file = try Self.model(activity: "count", relevance: "als").file
    var later = file
    later.metadata = file.metadata.map { $0.key == "format version" ? ($0.key, "9") : $0 }
    #expect(throws: IntensityError.tooNew(version: "9")) { _ = try AudienceModel(later) }
    for place in file.entries.indices where file.entries[place].name != "value" {
      var entries = file.entries
      entries.remove(at: place)
      let part = WeightsFile(entries, metadata: file.metadata)
      #expect(throws: IntensityError.self) { _ = try AudienceModel(part) }
    }
  }
}
