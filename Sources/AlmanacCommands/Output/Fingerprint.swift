internal import TimeSeries

/// What tells data from others: a hash of texts and numbers in their order.
///
/// - Source: Fowler, Noll and Vo, the 64-bit hash FNV-1a.
struct Fingerprint {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Adds a number as a whole.
  mutating func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 }

  /// Adds the bytes of a text.
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// Adds the id, the first stamp and the values of a series; all missing values are alike.
  mutating func add(_ series: Series) {
    add(series.id)
    add(UInt64(bitPattern: series.index.start.rawValue))
    for value in series.values { add(value.isNaN ? 1 : value.bitPattern) }
  }

  /// The hash in 16 hexadecimal digits.
  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// That of the series of a panel.
  static func text(of panel: some Sequence<Series>) -> String {
    var fingerprint = Fingerprint()
    for series in panel { fingerprint.add(series) }
    return fingerprint.text
  }
}
