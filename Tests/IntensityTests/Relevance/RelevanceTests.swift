import AlmanacTesting
import Testing
import TimeSeries

@testable import Intensity

@Suite("Relevance")
struct RelevanceTests {
  /// Users who each have two favourites that they come back to, and come on days of their own.
  private static func log(users: Int = 60, items: Int = 20, seed: UInt64 = 1) -> EventLog {
    var random = SplitMix(state: seed)
    var rows = EventLog.Rows()
    for user in 0..<users {
      let favourites = [
        Int.random(in: 0..<items, using: &random), Int.random(in: 0..<items, using: &random),
      ]
      var time = random.uniform() * 20
      while time < 200 {
        let isFavourite = random.uniform() < 0.7
        let item =
          isFavourite
          ? favourites[Int.random(in: 0...1, using: &random)]
          : Int.random(in: 0..<items, using: &random)
        rows.append(user: user, item: item, time: Int64(time))
        time += 1 + 20 * random.uniform()
      }
    }
    return EventLog(
      rows,
      userNames: (0..<users).map { "u\($0)" },
      itemNames: (0..<items).map { "i\($0)" },
      clock: .integer
    )
  }

  private static let lesson = Lesson(log: log(), until: 160, horizon: 30)

  private static let kinds: [any RelevanceModel.Type] = [
    Popularity.self, PersonalFrequency.self, DecayedFrequency.self, AlternatingLeastSquares.self,
    PairwiseRanking.self, GatedRecurrent.self, Transformer.self, GraphConvolution.self,
  ]

  @Test("shares are not negative and sum to one", .tags(.property), arguments: 0..<8)
  func shares(place: Int) throws {
    var options = RelevanceOptions()
    options.epochs = 2
    let model = try Self.kinds[place].init(learningFrom: Self.lesson, options: options)
    let states = Array(Self.lesson.histories.prefix(17))
    let rows = model.shares(of: states, in: Self.lesson.log)
    #expect(rows.count == 17 * 20)
    for state in 0..<17 {
      let row = rows[state * 20..<(state + 1) * 20]
      #expect(row.allSatisfy { $0 >= 0 })
      // Sums of single precision.
      #expect(abs(row.reduce(0, +) - 1) < 1e-4)
    }
  }

  @Test("the same seed gives the same network", .tags(.property))
  func seeds() throws {
    var options = RelevanceOptions()
    options.epochs = 1
    let states = Array(Self.lesson.histories.prefix(3))
    let one = try GatedRecurrent(learningFrom: Self.lesson, options: options)
    let other = try GatedRecurrent(learningFrom: Self.lesson, options: options)
    #expect(
      one.shares(of: states, in: Self.lesson.log) == other.shares(of: states, in: Self.lesson.log)
    )
  }

  @Test("a long history is cut into pieces that learn each event once")
  func pieces() {
    var rows = EventLog.Rows()
    for step in 0..<50 { rows.append(user: 0, item: step % 7, time: Int64(step)) }
    let log = EventLog(
      rows,
      userNames: ["u"],
      itemNames: (0..<7).map { "i\($0)" },
      clock: .integer
    )
    let state = log.state(of: 0, at: 60)
    let pieces = SequenceExamples.pieces(of: state, in: log, horizon: 10, length: 16)
    let learnt = pieces.flatMap { $0.targets.dropFirst($0.skipped) }
    #expect(learnt == (0..<50).map { Int32($0 % 7 + 1) })
    #expect(pieces.allSatisfy { $0.inputs.count <= 16 })
    #expect(pieces[0].inputs[0] == 0)
    #expect(
      pieces.allSatisfy { piece in
        zip(piece.inputs.dropFirst(), piece.targets).allSatisfy { $0 == $1 }
      }
    )
  }
}
