import AlmanacTesting
import Parallelism
import Synchronization
import Testing

@Suite("parallelPipeline")
struct ParallelPipelineTests {
  @Test(
    "results come in the order of the inputs",
    .tags(.property),
    arguments: [0, 1, 3, 17, 2000]
  )
  func order(count: Int) {
    for (threads, window) in [(1, 1), (2, 1), (2, 2), (3, 7), (8, 64)] {
      var inputs = (0..<count).makeIterator()
      var results: [Int] = []
      parallelPipeline(
        threads: threads,
        window: window,
        next: { inputs.next() },
        transform: { input in
          // Uneven work, so that results are ready out of order.
          (0..<(input * 7919) % 300).reduce(input) { sum, k in sum &+ k &- k }
        },
        consume: { results.append($0) }
      )
      #expect(results == Array(0..<count))
    }
  }

  @Test("no more than the window is in flight", .tags(.property))
  func boundedWindow() {
    var read = 0
    var consumed = 0
    var most = 0
    parallelPipeline(
      threads: 4,
      window: 5,
      next: { () -> Int? in
        guard read < 500 else { return nil }
        read += 1
        most = max(most, read - consumed)
        return read
      },
      transform: { $0 },
      consume: { _ in consumed += 1 }
    )
    #expect(consumed == 500)
    #expect(most <= 5)
  }

  @Test("the first failure in order is thrown after the results before it", .tags(.property))
  func firstFailure() {
    for _ in 0..<20 {
      var inputs = (0..<1000).makeIterator()
      var results: [Int] = []
      #expect(throws: Refusal(index: 100)) {
        try parallelPipeline(
          threads: 4,
          next: { () throws(Refusal) in inputs.next() },
          transform: { input throws(Refusal) in
            if input >= 100 { throw Refusal(index: input) }
            return input
          },
          consume: { (result: Int) throws(Refusal) in results.append(result) }
        )
      }
      #expect(results == Array(0..<100))
    }
  }

  @Test("a reader and a writer that fail stop the work")
  func failingEnds() {
    #expect(throws: Refusal(index: 3)) {
      try parallelPipeline(
        threads: 2,
        next: { () throws(Refusal) -> Int? in throw Refusal(index: 3) },
        transform: { (input: Int) throws(Refusal) in input },
        consume: { (_: Int) throws(Refusal) in }
      )
    }
    var inputs = (0..<1000).makeIterator()
    #expect(throws: Refusal(index: 7)) {
      try parallelPipeline(
        threads: 2,
        next: { () throws(Refusal) in inputs.next() },
        transform: { (input: Int) throws(Refusal) in input },
        consume: { (result: Int) throws(Refusal) in
          if result == 7 { throw Refusal(index: result) }
        }
      )
    }
  }
}
