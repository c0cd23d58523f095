import Glibc
import Settings
import Synthesis
import Tensors
import TimeSeries

/// The windows of a set: those that are scored, and those that the networks, whose windows are powers of
/// two, learn from.
struct WindowSet {
  let length: Int
  let source: WindowSource
  /// All windows, of shape `[window, variable, step]`, scaled to `0...1` over the whole set.
  let real: Tensor
  /// Whether windows are stretched for the networks; else the first steps of longer ones are taken.
  private let isStretched: Bool

  private static let features = TimeFeatures(
    frequency: Frequency(.integer),
    season: 1,
    form: .circle
  )

  private static func power(_ length: Int) -> Int {
    var power = 8
    while power < length { power *= 2 }
    return power
  }

  /// All windows of a table, one row after another.
  ///
  /// - Throws: `SettingsError` for a table that has no windows, or too few to be split in fifths.
  init(table: [[Double]], length: Int) throws {
    (self.length, isStretched) = (length, false)
    let group = table.map { Series(id: "table", values: $0) }
    let rows = table[0].count
    let needed = max(Self.power(length), length + 9)
    guard rows >= needed else {
      throw SettingsError.table("it has \(rows) rows, windows of \(length) steps need \(needed)")
    }
    func windows(_ length: Int) throws -> WindowSource {
      do { return try WindowSource([group], length: length, features: Self.features) } catch {
        throw SettingsError.table("\(error)")
      }
    }
    source = try windows(Self.power(length))
    let count = rows - length + 1
    real = try windows(length).windows(at: (0..<count).map { WindowPlace(series: 0, start: $0) })
      .values
  }

  /// Sines with random frequencies and phases, as in the program of TimeGAN.
  init(sines count: Int, length: Int, seed: UInt64) {
    (self.length, isStretched) = (length, true)
    let variables = 5
    var random = RandomStream(seed: seed, name: "sines")
    var values: [Float] = []
    var columns = [[Double]](repeating: [], count: variables)
    let long = Self.power(length)
    for _ in 0..<count {
      for variable in 0..<variables {
        let (frequency, phase) = (0.1 * random.uniform(), 0.1 * random.uniform())
        let wave = Tensor(
          (0..<length).map { (sin(frequency * Double($0) + phase) + 1) / 2 },
          shape: [1, 1, length]
        )
        values += wave.floatElements
        // A gap keeps windows from reaching over into the next sample.
        columns[variable] += Self.stretched(wave, to: long).elements + [.nan]
      }
    }
    real = Tensor(floats: values, shape: [count, variables, length])
    do {
      source = try WindowSource(
        [columns.map { Series(id: "sines", values: $0) }],
        length: long,
        features: Self.features,
        scales: [columns.map { _ in SeriesScale(minimum: 0, range: 1, isWhole: false) }]
      )
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Windows at random places of the set.
  ///
  /// - Parameter network: Windows for conditions.
  func made(
    _ count: Int,
    using random: inout RandomStream,
    by network: (WindowConditions, inout RandomStream) -> Tensor
  ) -> Tensor {
    var parts: [Tensor] = []
    for first in stride(from: 0, to: count, by: 256) {
      let size = min(256, count - first)
      let windows = network(source.windows(size, using: &random).conditions, &random)
      parts.append(
        isStretched ? Self.stretched(windows, to: length) : windows.sliced(0..<length, along: 2)
      )
    }
    return .concatenated(parts)
  }

  /// Windows of another length, on straight lines.
  static func stretched(_ windows: Tensor, to length: Int) -> Tensor {
    let old = windows.shape[2]
    if old == length { return windows }
    var weights = [Double](repeating: 0, count: old * length)
    for step in 0..<length {
      let place = Double(step) * Double(old - 1) / Double(length - 1)
      let left = min(Int(place), old - 2)
      weights[left * length + step] = 1 - (place - Double(left))
      weights[(left + 1) * length + step] = place - Double(left)
    }
    return matmul(windows, Tensor(weights, shape: [old, length]))
  }
}
