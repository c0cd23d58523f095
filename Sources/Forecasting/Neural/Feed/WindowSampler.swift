internal import Tensors
internal import TimeSeries

/// Draws the windows of training: series as often as they are long, origins evenly.
///
/// The last steps of each series may be held back, to see how well what was learnt goes on. What is drawn
/// is a function of the seed, the epoch and the number of the example, whatever the thread.
struct WindowSampler: Sendable {
  /// How many values of each series training may see.
  let known: [Int]
  /// The windows that are held back; empty where no series is long enough.
  let validation: [Window]
  /// The last window of each series that may be learnt from, for as many series as are held back at most.
  let ends: [Window]
  /// The origin of the first window of each series, and the number of its windows.
  private let firsts: [Int]
  private let counts: [Int]
  /// The number of windows up to each series, each times the weight of its series.
  private let sums: [Double]
  private let seed: UInt64

  /// The number of windows to draw from.
  let windowCount: Int

  /// - Parameters:
  ///   - weights: how often each series is drawn in proportion to its length.
  ///   - ownCount: how many series, the first ones, are those that are to be forecast.
  ///   - mostValidation: the most windows to hold back, all of them from these series.
  ///   - holdsBack: whether windows are held back at all.
  init(
    _ feed: WindowFeed,
    weights: [Double],
    ownCount: Int,
    seed: UInt64,
    mostValidation: Int,
    holdsBack: Bool
  ) {
    let horizon = feed.shape.horizon
    let lengths = feed.series.map(\.values.count)
    // A series is long enough where as much as two horizons is left to learn from.
    let able = (0..<ownCount).filter { lengths[$0] >= 4 * horizon + 3 }
    // Few long series hold back several windows each, up to a tenth of their length.
    let perSeries = min(64, max(1, mostValidation / max(able.count, 1)))
    var (known, validation) = (lengths, [Window]())
    if holdsBack, !able.isEmpty {
      let stride = max(1, able.count / mostValidation)
      for (number, place) in able.enumerated() {
        let length = lengths[place]
        let back = max(1, min(perSeries, length / 10 / horizon))
        known[place] = length - back * horizon
        guard number.isMultiple(of: stride) else { continue }
        for window in (1...back).reversed() {
          validation.append(Window(series: place, origin: length - window * horizon))
        }
      }
    }
    var (sums, firsts, counts) = ([Double](), [Int](), [Int]())
    var sum = 0.0
    for place in lengths.indices {
      let first = min(max(3, min(feed.shape.context, known[place] / 3)), max(known[place] - 1, 0))
      let last = max(known[place] - horizon, first)
      // A window needs a value before its origin and one after it.
      let windows = first >= 1 && known[place] > first ? last - first + 1 : 0
      counts.append(windows)
      sum += Double(windows) * weights[place]
      sums.append(sum)
      firsts.append(first)
    }
    (self.known, self.validation) = (known, validation)
    (self.sums, self.firsts, self.counts, self.seed) = (sums, firsts, counts, seed)
    windowCount = counts.reduce(0, +)
    ends = (0..<ownCount).filter { counts[$0] > 0 }.prefix(mostValidation).map { place in
      Window(series: place, origin: firsts[place] + counts[place] - 1)
    }
  }

  /// The window of an example.
  ///
  /// - Precondition: there are windows to draw from.
  func window(epoch: Int, example: Int) -> Window {
    var random = RandomStream(
      seed: seed,
      stream: 0x77_69_6E_64_6F_77 ^ UInt64(epoch) << 32 ^ UInt64(example)
    )
    let total = sums.last ?? 0
    let drawn = random.uniform() * total
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > drawn { high = middle } else { low = middle + 1 }
    }
    let place = Int(random.uniform() * Double(counts[low]))
    return Window(series: low, origin: firsts[low] + min(place, max(counts[low] - 1, 0)))
  }
}
