internal import TimeSeries

/// A line through values at steps 0, 1, 2, …
struct Line {
  /// The value at step 0.
  let intercept: Double
  /// The rise in a step.
  let slope: Double

  /// The line of least squares.
  init(squares values: [Double]) {
    let count = Double(values.count)
    let middle = (count - 1) / 2
    let mean = values.reduce(0, +) / count
    var (products, squares) = (0.0, 0.0)
    for (step, value) in values.enumerated() {
      let distance = Double(step) - middle
      products += distance * (value - mean)
      squares += distance * distance
    }
    slope = squares > 0 ? products / squares : 0
    intercept = mean - slope * middle
  }

  /// The line of repeated medians: of each point the median slope to the others, and of those the
  /// median.
  ///
  /// - Complexity: O(n²).
  /// - Source: Siegel 1982, “Robust regression using repeated medians”.
  init(medians values: [Double]) {
    guard values.count > 1 else {
      (intercept, slope) = (values.first ?? 0, 0)
      return
    }
    var slopes: [Double] = []
    var others = [Double](repeating: 0, count: values.count - 1)
    for (step, value) in values.enumerated() {
      var place = 0
      for other in values.indices where other != step {
        others[place] = (values[other] - value) / Double(other - step)
        place += 1
      }
      slopes.append(others.selectedMedian())
    }
    var intercepts = values.indices.map { values[$0] - slopes[$0] * Double($0) }
    slope = slopes.selectedMedian()
    intercept = intercepts.selectedMedian()
  }
}

extension [Double] {
  /// The median; the values change their order.
  ///
  /// - Precondition: there is a value.
  /// - Complexity: O(n) on average.
  fileprivate mutating func selectedMedian() -> Double {
    let middle = count / 2
    let upper = select(middle)
    if count % 2 == 1 { return upper }
    var lower = self[0]
    for place in 0..<middle { lower = Swift.max(lower, self[place]) }
    return (lower + upper) / 2
  }

  /// The value that would be at a position in order; smaller ones come to stand before it.
  private mutating func select(_ position: Int) -> Double {
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = self[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if position <= right {
        high = right
      } else if position >= left {
        low = left
      } else {
        break
      }
    }
    return self[position]
  }
}
