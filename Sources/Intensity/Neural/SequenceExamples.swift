internal import Glibc
internal import Tensors
internal import TimeSeries

/// Sequences of tokens with the gaps before them, cut to a length that networks read.
struct SequenceExamples: Sendable {
  /// A piece of a user's history.
  struct Piece: Sendable {
    /// The tokens that are read.
    var inputs: [Int32]
    /// The token that follows each.
    var targets: [Int32]
    /// The logarithm of the gap before each token that is read; NaN for none.
    var gaps: [Float]
    /// The logarithm of the gap before the token that follows.
    var nextGaps: [Float]
    /// The tokens at the beginning that are only read: they were learnt in the piece before.
    var skipped: Int
    /// The logarithm of the time from the last event to the end of what is known; NaN where the piece is
    /// not the last one, or nothing is known of the end.
    var openGap: Float
  }

  /// Pieces of one length or nearly, which are learnt together.
  struct Batch: Sendable {
    var pieces: [Piece]
  }

  /// The least gap, in horizons: events at one moment have it.
  static let leastGap = 1e-6

  /// The logarithm of a gap between two times.
  static func logGap(from start: Int64, to end: Int64, horizon: Int64) -> Float {
    Float(log(max(Double(end - start) / Double(horizon), leastGap)))
  }

  /// The pieces of a history, each but the first with some tokens of the one before.
  static func pieces(of state: UserState, in log: EventLog, horizon: Int64, length: Int) -> [Piece]
  {
    let events = Array(state.history)
    guard !events.isEmpty else { return [] }
    let overlap = length / 4
    var pieces: [Piece] = []
    var start = 0
    while true {
      // Token `i` of a history is read before event `i`: the start, or event `i - 1`.
      let end = min(start + length, events.count)
      var piece = Piece(
        inputs: [],
        targets: [],
        gaps: [],
        nextGaps: [],
        skipped: start == 0 ? 0 : overlap,
        openGap: .nan
      )
      func gap(_ event: Int) -> Float {
        event == 0
          ? .nan
          : logGap(
            from: log.times[events[event - 1]],
            to: log.times[events[event]],
            horizon: horizon
          )
      }
      for i in start..<end {
        piece.inputs.append(i == 0 ? 0 : log.items[events[i - 1]] + 1)
        piece.targets.append(log.items[events[i]] + 1)
        piece.gaps.append(i == 0 ? .nan : gap(i - 1))
        piece.nextGaps.append(gap(i))
      }
      if end == events.count {
        // The last event is read too, for what has not happened since.
        if state.hasMoment, piece.inputs.count < length {
          piece.inputs.append(log.items[events[end - 1]] + 1)
          piece.gaps.append(gap(end - 1))
          piece.openGap = logGap(
            from: log.times[events[end - 1]],
            to: state.time,
            horizon: horizon
          )
        }
        pieces.append(piece)
        return pieces
      }
      pieces.append(piece)
      start = end - overlap
    }
  }

  /// What is read to foretell what comes after a history: its last tokens, without those of items that
  /// the network does not know.
  static func context(
    of state: UserState,
    in log: EventLog,
    horizon: Int64,
    length: Int,
    tokenCount: Int
  ) -> Piece {
    let events = state.history.suffix(length)
    var piece = Piece(inputs: [], targets: [], gaps: [], nextGaps: [], skipped: 0, openGap: .nan)
    if events.count < length {
      piece.inputs.append(0)
      piece.gaps.append(.nan)
    }
    for event in events where log.items[event] + 1 < tokenCount {
      piece.inputs.append(log.items[event] + 1)
      piece.gaps.append(
        event == state.history.lowerBound
          ? .nan : logGap(from: log.times[event - 1], to: log.times[event], horizon: horizon)
      )
    }
    if piece.inputs.isEmpty {
      piece.inputs.append(0)
      piece.gaps.append(.nan)
    }
    return piece
  }

  /// Batches of pieces, those of like length together.
  static func batches(_ pieces: [Piece], size: Int, using random: inout RandomStream) -> [Batch] {
    // Shuffled first, so that equal lengths meet by chance.
    let shuffled = pieces.shuffled(using: &random)
    let sorted = shuffled.enumerated().sorted {
      ($0.element.inputs.count, $0.offset) < ($1.element.inputs.count, $1.offset)
    }.map(\.element)
    return stride(from: 0, to: sorted.count, by: size).map {
      Batch(pieces: Array(sorted[$0..<min($0 + size, sorted.count)]))
    }
  }
}

extension SequenceExamples.Batch {
  /// The length of the longest piece.
  var length: Int { pieces.map(\.inputs.count).max() ?? 0 }

  /// The tokens, filled up with the start token at the end.
  var ids: Indices {
    let length = self.length
    var values = [Int32](repeating: 0, count: pieces.count * length)
    for (row, piece) in pieces.enumerated() {
      for (step, id) in piece.inputs.enumerated() { values[row * length + step] = id }
    }
    return Indices(values, shape: [pieces.count, length])
  }

  /// The logarithm of the gap before each token, a tenth of it, and whether there is one.
  var gaps: Tensor {
    let length = self.length
    var values = [Float](repeating: 0, count: pieces.count * length * 2)
    for (row, piece) in pieces.enumerated() {
      for (step, gap) in piece.gaps.enumerated() where !gap.isNaN {
        values[(row * length + step) * 2] = gap / 10
        values[(row * length + step) * 2 + 1] = 1
      }
    }
    return Tensor(floats: values, shape: [pieces.count, length, 2])
  }

  /// The places whose next token is learnt, in the order of rows and steps, and these tokens.
  var targets: (places: [Int], tokens: [Int32]) {
    let length = self.length
    var (places, tokens): ([Int], [Int32]) = ([], [])
    for (row, piece) in pieces.enumerated() {
      for step in piece.skipped..<max(piece.targets.count, piece.skipped) {
        places.append(row * length + step)
        tokens.append(piece.targets[step])
      }
    }
    return (places, tokens)
  }

  /// The places whose next gap is learnt, and these gaps.
  var nextGaps: (places: [Int], gaps: [Float]) {
    let length = self.length
    var (places, gaps): ([Int], [Float]) = ([], [])
    for (row, piece) in pieces.enumerated() {
      for step in piece.skipped..<max(piece.nextGaps.count, piece.skipped)
      where !piece.nextGaps[step].isNaN {
        places.append(row * length + step)
        gaps.append(piece.nextGaps[step])
      }
    }
    return (places, gaps)
  }

  /// The places of the last events, and the logarithms of the times that have passed since.
  var openGaps: (places: [Int], gaps: [Float]) {
    let length = self.length
    var (places, gaps): ([Int], [Float]) = ([], [])
    for (row, piece) in pieces.enumerated() where !piece.openGap.isNaN {
      places.append(row * length + piece.inputs.count - 1)
      gaps.append(piece.openGap)
    }
    return (places, gaps)
  }
}
