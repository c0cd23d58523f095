import AlmanacTesting
import Parallelism
import Synchronization
import Testing

struct Refusal: Error, Equatable { var index: Int }

@Suite("parallelForEach and parallelMap")
struct ParallelForEachTests {
  @Test("every index is called once", .tags(.property), arguments: [0, 1, 3, 17, 64, 65, 10_000])
  func everyIndexOnce(count: Int) {
    for threads in [1, 2, 3, 8] {
      let calls = Monitor([Int](repeating: 0, count: count))
      parallelForEach(count: count, threads: threads) { index in
        calls.withLock { $0[index] += 1 }
      }
      #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test("values come back in order", .tags(.property), arguments: [0, 1, 3, 17, 1000])
  func orderedValues(count: Int) {
    let values = parallelMap(count: count, threads: 3) { index in "\(index * index)" }
    #expect(values == (0..<count).map { "\($0 * $0)" })
  }

  @Test("optional values keep their nils")
  func optionalValues() {
    let values = parallelMap(count: 9, threads: 2) { index in index.isMultiple(of: 2) ? index : nil
    }
    #expect(values == [0, nil, 2, nil, 4, nil, 6, nil, 8])
  }

  @Test("the failure of the lowest index is thrown", .tags(.property))
  func lowestFailure() {
    for _ in 0..<50 {
      #expect(throws: Refusal(index: 40)) {
        try parallelForEach(count: 1000, threads: 4) { index throws(Refusal) in
          if index >= 40 { throw Refusal(index: index) }
        }
      }
    }
  }

  @Test("work inside work runs in place")
  func nesting() {
    withThreads(4) {
      #expect(threadAllowance == 4)
      parallelForEach(count: 4) { _ in
        #expect(threadAllowance == 1)
        let sum = Monitor(0)
        parallelForEach(count: 100) { index in sum.withLock { $0 += index } }
        #expect(sum.withLock { $0 } == 4950)
      }
    }
    #expect(threadAllowance == 1)
  }

  @Test("several callers share the pool")
  func concurrentCallers() {
    let total = Atomic(0)
    parallelForEach(count: 4, threads: 4) { _ in
      for _ in 0..<200 {
        parallelForEach(count: 10, threads: 3) { _ in total.add(1, ordering: .relaxed) }
      }
    }
    #expect(total.load(ordering: .relaxed) == 8000)
  }
}
