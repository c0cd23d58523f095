/// Transforms a stream of inputs on several threads and hands the results over in the order of the
/// inputs.
///
/// `next` and `consume` are called on this thread only and never at the same time, so they may read
/// a file and write one. At most `window` inputs are between the two, which bounds the memory. This
/// thread transforms too when there is nothing to read or write; no more than `threads` run at once.
///
/// - Parameters:
///   - threads: The most threads to use, this one included; by default what `withThreads` allows.
///   - window: The most inputs that have been read and not yet consumed; by default eight a thread.
///   - next: The next input, or nil at the end.
///   - transform: The work, on any thread.
///   - consume: Takes the results in the order of the inputs.
/// - Throws: The first error in the order of the inputs; the results before it have been consumed.
///   Inputs already read may still be transformed, their results are dropped.
/// - Precondition: `threads` and `window` are positive.
public func parallelPipeline<Input: Sendable, Output: Sendable, Failure: Error>(
  threads: Int? = nil,
  window: Int? = nil,
  next: () throws(Failure) -> Input?,
  transform: @Sendable (Input) throws(Failure) -> Output,
  consume: (Output) throws(Failure) -> Void
) throws(Failure) {
  let threads = threads ?? threadAllowance
  let window = window ?? 8 * threads
  precondition(threads > 0, "work needs at least one thread, got \(threads)")
  precondition(window > 0, "a window holds at least one input, got \(window)")
  if threads == 1 {
    while let input = try next() { try consume(try transform(input)) }
    return
  }
  let line = Monitor(AssemblyLine<Input, Output, Failure>())
  var failure: Failure?
  withoutActuallyEscaping(transform) { transform in
    ThreadPool.shared.run(
      helpers: threads - 1,
      share: { while finishOne(on: line, transform) {} },
      own: {
        do throws(Failure) {
          try lead(line, window, next, transform, consume)
        } catch {
          failure = error
        }
        line.withLock { $0.isClosed = true }
        line.notifyAll()
      }
    )
  }
  if let failure { throw failure }
}

/// What is between the reading and the writing of a pipeline; inputs are numbered as they are read.
private struct AssemblyLine<Input, Output, Failure: Error> {
  /// Inputs that no thread has taken.
  var waiting: [Int: Input] = [:]
  /// The number of the next input to take.
  var taken = 0
  /// Results that have not been consumed.
  var finished: [Int: Result<Output, Failure>] = [:]
  /// True when no input will be transformed any more.
  var isClosed = false

  /// Takes the oldest input that waits.
  mutating func take() -> (number: Int, input: Input)? {
    guard let input = waiting.removeValue(forKey: taken) else { return nil }
    defer { taken += 1 }
    return (taken, input)
  }
}

/// Reads and consumes, and transforms when it can do neither.
private func lead<Input, Output, Failure: Error>(
  _ line: Monitor<AssemblyLine<Input, Output, Failure>>,
  _ window: Int,
  _ next: () throws(Failure) -> Input?,
  _ transform: (Input) throws(Failure) -> Output,
  _ consume: (Output) throws(Failure) -> Void
) throws(Failure) {
  var read = 0
  var consumed = 0
  var isExhausted = false
  while true {
    while let result = line.withLock({ $0.finished.removeValue(forKey: consumed) }) {
      try consume(try result.get())
      consumed += 1
    }
    if !isExhausted && read - consumed < window {
      if let input = try next() {
        line.withLock { $0.waiting[read] = input }
        line.notifyAll()
        read += 1
      } else {
        isExhausted = true
      }
    } else if consumed == read {
      return
    } else {
      let task = line.wait { state -> (number: Int, input: Input)?? in
        if state.finished[consumed] != nil { return .some(nil) }
        return state.take().map { .some($0) }
      }
      if let task { finish(task, on: line, transform) }
    }
  }
}

/// Waits for an input and transforms it; false when the line is closed.
private func finishOne<Input, Output, Failure: Error>(
  on line: Monitor<AssemblyLine<Input, Output, Failure>>,
  _ transform: (Input) throws(Failure) -> Output
) -> Bool {
  let task = line.wait { state -> (number: Int, input: Input)?? in
    if state.isClosed { return .some(nil) }
    return state.take().map { .some($0) }
  }
  guard let task else { return false }
  finish(task, on: line, transform)
  return true
}

/// Transforms an input and puts the result on the line.
private func finish<Input, Output, Failure: Error>(
  _ task: (number: Int, input: Input),
  on line: Monitor<AssemblyLine<Input, Output, Failure>>,
  _ transform: (Input) throws(Failure) -> Output
) {
  let result: Result<Output, Failure>
  do throws(Failure) {
    result = .success(try transform(task.input))
  } catch {
    result = .failure(error)
  }
  line.withLock { $0.finished[task.number] = result }
  line.notifyAll()
}
