/// How the values of one feature are sorted into at most 255 bins; bin 0 is for what is missing.
struct FeatureBins: Hashable, Sendable {
  /// How the values are read.
  let kind: FeatureTable.Kind
  /// For numbers, the largest value of each bin from the first on, ascending; the last bin has none.
  private(set) var bounds: [Float] = []
  /// For categories, the bin of each code; 0 for those too rare for one of their own.
  private(set) var binOfCode: [UInt8] = []
  /// The number of bins, that for missing values included.
  private(set) var count = 1

  /// The most values that are looked at to place the bounds.
  private static let sampleSize = 50_000

  /// Bins for the values of a column.
  ///
  /// Numbers are parted so that the bins hold about equally many of them, and a value that fills a
  /// bin of its own gets one; a column with few distinct values gets a bin for each. Bounds lie half
  /// way between neighbours.
  ///
  /// - Parameter most: the most bins, that for missing values included.
  init(_ column: FeatureTable.Column, most: Int) {
    kind = column.kind
    switch kind {
    case .number: placeBounds(column.values, most: most)
    case .category: countCodes(column.values, most: most)
    }
  }

  private mutating func placeBounds(_ values: [Float], most: Int) {
    // Evenly spaced rows; their order has no period that a prime stride would meet.
    let stride = max(values.count / Self.sampleSize, 1)
    var sample: [Float] = []
    sample.reserveCapacity(values.count / stride + 1)
    for place in Swift.stride(from: 0, to: values.count, by: stride) {
      // Adding zero makes the negative zero positive.
      if !values[place].isNaN { sample.append(values[place] + 0) }
    }
    count = 2
    guard !sample.isEmpty else { return }
    sample.sort()
    var distinct: [(value: Float, count: Int)] = []
    for value in sample {
      if let last = distinct.last, last.value == value {
        distinct[distinct.count - 1].count += 1
      } else {
        distinct.append((value, 1))
      }
    }
    let room = most - 1
    var (binsLeft, valuesLeft, filled) = (room, sample.count, 0)
    let isFew = distinct.count <= room
    for (place, entry) in distinct.enumerated().dropLast() {
      filled += entry.count
      let next = distinct[place + 1]
      let share = Double(valuesLeft) / Double(max(binsLeft, 1))
      // A bin ends when it is full, or before a value that would overfill it by more than it lacks.
      let isFull =
        Double(filled) >= share
        || Double(next.count) >= share && Double(filled) >= share / 2
      guard isFew || isFull && binsLeft > 1 else { continue }
      bounds.append(Self.middle(entry.value, next.value))
      valuesLeft -= filled
      binsLeft -= 1
      filled = 0
    }
    count = bounds.count + 2
  }

  /// A number from `low` up to but below `high`.
  private static func middle(_ low: Float, _ high: Float) -> Float {
    let middle = low / 2 + high / 2
    return middle >= low && middle < high ? middle : low
  }

  private mutating func countCodes(_ values: [Float], most: Int) {
    var counts: [Int] = []
    for value in values where !value.isNaN {
      let code = Int(value)
      precondition(code >= 0 && code < 1 << 24 && Float(code) == value, "\(value) is no category")
      while counts.count <= code { counts.append(0) }
      counts[code] += 1
    }
    let kept = counts.indices.filter { counts[$0] > 0 }
      .sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(most - 1)
    binOfCode = Array(repeating: 0, count: counts.count)
    for (place, code) in kept.enumerated() { binOfCode[code] = UInt8(place + 1) }
    count = kept.count + 1
  }

  /// Bins that were made before; nil where they contradict themselves.
  init?(kind: FeatureTable.Kind, bounds: [Float], binOfCode: [UInt8]) {
    self.kind = kind
    self.bounds = bounds
    self.binOfCode = binOfCode
    switch kind {
    case .number:
      guard binOfCode.isEmpty, bounds.count <= 253, zip(bounds, bounds.dropFirst()).allSatisfy(<)
      else { return nil }
      count = bounds.count + 2
    case .category:
      guard bounds.isEmpty else { return nil }
      count = Int(binOfCode.max() ?? 0) + 1
    }
  }

  /// The bin of a value.
  func bin(_ value: Float) -> UInt8 {
    if value.isNaN { return 0 }
    switch kind {
    case .category:
      let code = Int(exactly: value) ?? -1
      return binOfCode.indices.contains(code) ? binOfCode[code] : 0
    case .number:
      var (low, size) = (0, bounds.count)
      while size > 0 {
        let half = size / 2
        if bounds[low + half] < value {
          low += half + 1
          size -= half + 1
        } else {
          size = half
        }
      }
      return UInt8(low + 1)
    }
  }
}
