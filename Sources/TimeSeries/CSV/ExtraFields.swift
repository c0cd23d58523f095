/// What the row being read has beside its value: numbers of covariates, texts of attributes.
struct ExtraFields: ~Copyable, @unchecked Sendable {
  // Sendable: its memory is owned by this value alone, which cannot be copied.

  /// The numbers of the covariates, one for each.
  private(set) var numbers = GrowingBuffer<Double>()
  /// The bytes of the attributes, without quotes.
  private(set) var texts = GrowingBuffer<UnsafeBufferPointer<UInt8>>()

  init(_ plan: CSVPlan) {
    numbers.fill(.nan, count: plan.covariates.count)
    texts.fill(UnsafeBufferPointer(start: nil, count: 0), count: plan.attributes.count)
  }

  /// Whether rows have anything beside their value.
  var isEmpty: Bool { numbers.count == 0 && texts.count == 0 }

  /// Adds the covariates of a row to those of its series, if its attributes are those of the series.
  func add(to rows: inout SeriesRows) -> Bool {
    for i in 0..<texts.count where !texts[i].elementsEqual(rows.attributes[i]) { return false }
    addNumbers(to: &rows)
    return true
  }

  /// Adds the covariates of a row to those of its series.
  func addNumbers(to rows: inout SeriesRows) {
    // The buffer's first `count` numbers are initialised.
    rows.covariates.append(
      contentsOf: UnsafeBufferPointer(start: numbers.base, count: numbers.count)
    )
  }

  /// Sets a number of the row.
  mutating func setNumber(_ number: Double, at position: Int) { numbers[position] = number }

  /// The number that a word stands for: 1 for true, 0 for false, in any case; nil for another.
  static func flag(_ word: some Collection<UInt8>) -> Double? {
    if word.count == 4, word.elementsEqual("true".utf8, by: isSame) { return 1 }
    if word.count == 5, word.elementsEqual("false".utf8, by: isSame) { return 0 }
    return nil
  }

  private static func isSame(_ byte: UInt8, _ lowered: UInt8) -> Bool { byte | 0x20 == lowered }
}
