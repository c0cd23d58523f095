internal import CKernels
internal import Synchronization

/// Which step of which tape made a tensor; two numbers, so that no tensor keeps another alive.
struct Origin: Sendable {
  var tape: UInt32
  var step: UInt32

  /// The origin of a tensor that no gradient follows.
  static let none = Origin(tape: 0, step: 0)
}

/// The record of the operations on followed tensors while a gradient is taken on a thread.
///
/// Scopes of one thread nest on one tape. When the outermost ends, the tape is dropped whole.
final class Tape {
  /// How a change of an operation's result reaches one of its operands.
  struct Edge {
    let operand: UInt32
    let pullback: (Tensor) -> Tensor
  }

  /// One operation.
  private enum Step {
    case start
    case one(Edge)
    case two(Edge, Edge)
    case many([Edge])
    case joint(operands: [UInt32?], pullback: (Tensor) -> [Tensor?])
    case spent
  }

  private static let count = Atomic<UInt32>(0)

  /// A number that no other living tape has; never 0.
  private let number: UInt32
  private var steps: [Step] = []
  private var scopes = 0
  /// False while operations are not to be recorded.
  private var isRecording = true

  private init() {
    var number: UInt32
    repeat { number = Tape.count.wrappingAdd(1, ordering: .relaxed).newValue } while number == 0
    self.number = number
  }

  // MARK: Following

  /// The tape of this thread.
  private static var current: Tape? {
    // The pointer is set by `withScope` and `paused` only, which keep the tape alive.
    almanac_thread_tape().map { Unmanaged<Tape>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The tape that records an operation on `a`, if any does.
  static func following(_ a: Tensor) -> Tape? {
    if a.origin.tape == 0 { return nil }
    guard let tape = current, tape.isRecording, tape.follows(a) else { return nil }
    return tape
  }

  /// The tape that records an operation on `a` and `b`, if any does.
  static func following(_ a: Tensor, _ b: Tensor) -> Tape? {
    following(a) ?? following(b)
  }

  /// The tape that records an operation on several tensors, if any does.
  static func following(_ tensors: [Tensor]) -> Tape? {
    for tensor in tensors { if let tape = following(tensor) { return tape } }
    return nil
  }

  /// Whether a tensor was made by a step of this tape.
  func follows(_ tensor: Tensor) -> Bool { tensor.origin.tape == number }

  // MARK: Recording

  /// A result as the step that is recorded next, for pullbacks that use the result itself.
  func next(_ result: Tensor) -> Tensor {
    var result = result
    result.origin = Origin(tape: number, step: UInt32(steps.count))
    return result
  }

  private func append(_ step: Step, _ result: Tensor) -> Tensor {
    let result = next(result)
    steps.append(step)
    return result
  }

  /// Records an operation of one operand.
  func record(_ result: Tensor, _ a: Tensor, _ pullback: @escaping (Tensor) -> Tensor) -> Tensor {
    append(.one(Edge(operand: a.origin.step, pullback: pullback)), result)
  }

  /// Records an operation of two operands, each with its own pullback; that of an operand which
  /// nobody follows is dropped.
  func record(
    _ result: Tensor,
    _ a: Tensor,
    _ pullbackA: @escaping (Tensor) -> Tensor,
    _ b: Tensor,
    _ pullbackB: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    if !follows(b) { return record(result, a, pullbackA) }
    if !follows(a) { return record(result, b, pullbackB) }
    let first = Edge(operand: a.origin.step, pullback: pullbackA)
    let second = Edge(operand: b.origin.step, pullback: pullbackB)
    return append(.two(first, second), result)
  }

  /// Records an operation of many operands, where `pullback(k)` belongs to operand `k`.
  func record(
    _ result: Tensor,
    _ operands: [Tensor],
    _ pullback: (Int) -> (Tensor) -> Tensor
  ) -> Tensor {
    let edges = operands.indices.filter { follows(operands[$0]) }.map {
      Edge(operand: operands[$0].origin.step, pullback: pullback($0))
    }
    return append(.many(edges), result)
  }

  /// Records an operation whose pullback gives the change of all operands at once, in their order; it
  /// may leave out those that nobody follows.
  func recordJointly(
    _ result: Tensor,
    _ operands: [Tensor],
    _ pullback: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    let followed = operands.map { follows($0) ? $0.origin.step : nil }
    return append(.joint(operands: followed, pullback: pullback), result)
  }

  // MARK: Scopes

  /// Runs `body` in a scope of this thread's tape, or of a new one.
  static func withScope<Result, Failure: Error>(
    _ body: (Tape) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outer = almanac_thread_tape()
    let present = current
    let tape: Tape
    if let present, present.isRecording { tape = present } else { tape = Tape() }
    tape.scopes += 1
    almanac_set_thread_tape(Unmanaged.passUnretained(tape).toOpaque())
    defer {
      almanac_set_thread_tape(outer)
      tape.scopes -= 1
    }
    return try body(tape)
  }

  /// Runs `body` without recording anything.
  static func paused<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let tape = current, tape.isRecording else { return try body() }
    tape.isRecording = false
    defer { tape.isRecording = true }
    return try body()
  }

  /// The same value as a new starting point of this scope; an outer scope follows it through.
  func variable(_ value: Tensor) -> Tensor {
    if follows(value) { return record(value, value) { $0 } }
    return append(.start, value)
  }

  // MARK: The way back

  /// What a change of `variables` does to `result`, weighted with `seed`.
  ///
  /// The variables are consecutive steps that were made at the start of the scope. Inside an outer
  /// scope the way back is recorded; else every step is released once it is done.
  ///
  /// - Returns: For each variable the change, or nil if the result does not depend on it.
  func pullback(_ seed: Tensor, from result: Tensor, to variables: [Tensor]) -> [Tensor?] {
    guard let first = variables.first?.origin.step else { return [] }
    var flowing: [Tensor?] = []
    if follows(result), result.origin.step >= first {
      flowing = Array(repeating: nil, count: Int(result.origin.step - first) + 1)
      flowing[flowing.count - 1] = seed
      if scopes > 1 {
        walk(&flowing, from: first, keeping: variables.count)
      } else {
        Tape.paused { walk(&flowing, from: first, keeping: variables.count) }
      }
    }
    return variables.indices.map { $0 < flowing.count ? flowing[$0] : nil }
  }

  private func walk(_ flowing: inout [Tensor?], from first: UInt32, keeping kept: Int) {
    for place in flowing.indices.reversed() where place >= kept {
      guard let change = flowing[place] else { continue }
      flowing[place] = nil
      let step = steps[Int(first) + place]
      switch step {
      case .start: break
      case .one(let edge):
        send(change, along: edge, &flowing, first)
      case .two(let a, let b):
        send(change, along: a, &flowing, first)
        send(change, along: b, &flowing, first)
      case .many(let edges):
        for edge in edges { send(change, along: edge, &flowing, first) }
      case .joint(let operands, let pullback):
        for (operand, part) in zip(operands, pullback(change)) {
          if let operand, let part, operand >= first {
            add(part, to: &flowing[Int(operand - first)])
          }
        }
      case .spent:
        preconditionFailure("a step of the tape was walked twice")
      }
      if scopes == 1 { steps[Int(first) + place] = .spent }
    }
  }

  private func send(
    _ change: Tensor,
    along edge: Edge,
    _ flowing: inout [Tensor?],
    _ first: UInt32
  ) {
    if edge.operand < first { return }
    add(edge.pullback(change), to: &flowing[Int(edge.operand - first)])
  }

  private func add(_ part: Tensor, to sum: inout Tensor?) {
    guard var present = sum else {
      sum = part
      return
    }
    if isRecording {
      sum = present + part
    } else {
      // The slot lets go of the storage, so that the sum may grow in place.
      sum = nil
      present.accumulate(part)
      sum = present
    }
  }
}
