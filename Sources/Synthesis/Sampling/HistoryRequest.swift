/// A history whose gaps are to be filled in, and that is to be gone on with.
public struct HistoryRequest: Sendable, Hashable {
  /// The number of the series that it is of.
  public var source: Int
  /// Which of many ways in which it may have been, from 1.
  public var copy: Int
  /// Where it begins, in steps from the beginning of the series.
  public var position: Int
  /// The values of each variable, in its units; NaN where one is missing.
  public var values: [[Double]]
  /// The steps that are added behind its end.
  public var count: Int

  /// A request.
  ///
  /// - Precondition: The variables have one number of steps.
  public init(source: Int, copy: Int = 1, position: Int = 0, values: [[Double]], count: Int) {
    precondition(Set(values.map(\.count)).count == 1, "variables of different lengths")
    (self.source, self.copy, self.position) = (source, copy, position)
    (self.values, self.count) = (values, count)
  }
}

/// A history on its way to being complete, in scaled values.
struct OpenHistory {
  /// A stretch to be made around a gap.
  struct Stretch {
    /// The steps of the gap.
    var gap: Range<Int>
    /// The steps that are made: the gap, and observed ones on both sides by which ways are chosen.
    var steps: Range<Int>
  }

  let request: HistoryRequest
  let scales: [SeriesScale]
  /// The stretches with something missing, in the order in which they are made.
  let stretches: [Stretch]
  /// The values of each variable, NaN where one is still missing.
  private(set) var values: [[Float]]
  /// The values of the request, longer by what is added.
  private let given: [[Double]]

  /// - Parameters:
  ///   - scales: The scales that the network has learnt.
  ///   - margin: How many observed steps beside a gap are looked at.
  init(_ request: HistoryRequest, scales: [SeriesScale], margin: Int) {
    self.request = request
    // What is new of the history widens the scale, so that the network sees numbers like those it knows.
    let scales = zip(scales, request.values).map { $0.widened(to: $1) }
    let blank = [Double](repeating: .nan, count: request.count)
    let given = request.values.map { $0 + blank }
    (self.scales, self.given) = (scales, given)
    values = zip(given, scales).map { values, scale in values.map { Float(scale.scaled($0)) } }
    stretches = Self.stretches(of: request, margin: margin)
  }

  /// The stretches of a history that have to be made, from left to right.
  static func stretches(of request: HistoryRequest, margin: Int) -> [Stretch] {
    let known = request.values.first?.count ?? 0
    let total = known + request.count
    var gaps: [Range<Int>] = []
    for step in 0..<total
    where step >= known || request.values.contains(where: { $0[step].isNaN }) {
      if let last = gaps.last, last.upperBound == step {
        gaps[gaps.count - 1] = last.lowerBound..<step + 1
      } else {
        gaps.append(step..<step + 1)
      }
    }
    return gaps.indices.map { place in
      let gap = gaps[place]
      let before = place > 0 ? gaps[place - 1].upperBound : 0
      let after = place + 1 < gaps.count ? gaps[place + 1].lowerBound : total
      // Nothing has to be met behind the end, where chance alone decides.
      if gap.upperBound == total { return Stretch(gap: gap, steps: gap) }
      return Stretch(
        gap: gap,
        steps: max(before, gap.lowerBound - margin)..<min(after, gap.upperBound + margin)
      )
    }
  }

  /// The values before a step that a network sees, with zeros for those before the beginning.
  func context(before step: Int, length: Int) -> [Float] {
    let known = min(length, step)
    return values.flatMap { Array(repeating: 0, count: length - known) + $0[step - known..<step] }
  }

  /// Fills a stretch in with the way that comes nearest to what is observed of it, moved so that it joins
  /// both sides.
  ///
  /// - Parameter ways: Of each way the values of each variable for all steps of the stretch.
  mutating func fill(_ stretch: Stretch, with ways: [[[Float]]]) {
    let steps = stretch.steps
    func distance(_ way: [[Float]]) -> Float {
      var sum: Float = 0
      for (made, observed) in zip(way, values) {
        for (a, b) in zip(made, observed[steps]) where !b.isNaN { sum += (a - b) * (a - b) }
      }
      return sum
    }
    guard let way = ways.min(by: { distance($0) < distance($1) }) else { return }
    let gap = stretch.gap
    for variable in values.indices {
      let made = way[variable]
      /// How far observed steps are from the made ones on average; nil where there are none.
      func offset(_ range: Range<Int>) -> Float? {
        let sum = range.reduce(Float(0)) { $0 + values[variable][$1] - made[$1 - steps.lowerBound] }
        return range.isEmpty ? nil : sum / Float(range.count)
      }
      let left = offset(steps.lowerBound..<gap.lowerBound)
      let right = offset(gap.upperBound..<steps.upperBound)
      // At an end of the history the one side that is observed moves the whole gap.
      let (before, after) = (left ?? right ?? 0, right ?? left ?? 0)
      for step in gap where values[variable][step].isNaN {
        let share = Float(step - gap.lowerBound + 1) / Float(gap.count + 1)
        values[variable][step] =
          made[step - steps.lowerBound] + (1 - share) * before + share * after
      }
    }
  }

  /// The values of each variable in its units; what was given stays as it was.
  var completed: [[Double]] {
    given.indices.map { variable in
      zip(given[variable], values[variable]).map { given, made in
        given.isNaN ? scales[variable].restored(Double(made)) : given
      }
    }
  }
}
