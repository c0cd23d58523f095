import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("NumberText")
struct NumberTextTests {
  static func number(_ text: String) -> Double? {
    guard case .number(let value) = NumberText.read(text) else { return nil }
    return value
  }

  /// The digits without sign, point and zeros at either end: what must be the shortest.
  static func significantDigits(_ text: String) -> String {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
    var digits = String(mantissa)
    while digits.last == "0" { digits.removeLast() }
    return digits
  }

  @Test("text is spelled as Python spells it")
  func spelling() {
    let cases: [(Double, String)] = [
      (112, "112.0"), (0.1, "0.1"), (1e-5, "1e-05"), (1e16, "1e+16"), (0, "0.0"), (-0.0, "-0.0"),
      (1e15, "1000000000000000.0"), (1_234_567_890_123_456, "1234567890123456.0"),
      (12_345_678_901_234_568, "1.2345678901234568e+16"), (0.0001, "0.0001"),
      (0.00012345, "0.00012345"), (-2.5, "-2.5"), (1e22, "1e+22"), (1.5e300, "1.5e+300"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
      (2.2250738585072014e-308, "2.2250738585072014e-308"),
      (0.30000000000000004, "0.30000000000000004"),
      (100_000_000_000_000.5, "100000000000000.5"), (99.99, "99.99"), (0.0999, "0.0999"),
      (9_007_199_254_740_992, "9007199254740992.0"), (1.0 / 3, "0.3333333333333333"),
      (.nan, ""), (-.nan, ""), (.infinity, "inf"), (-.infinity, "-inf"), (123.456, "123.456"),
    ]
    for (value, text) in cases { #expect(NumberText.text(value) == text) }
  }

  @Test("every double reads back from its text to the same bits", .tags(.property))
  func roundTrip() {
    var bits = Noise(state: 1)
    var failures = 0
    for _ in 0..<1_000_000 {
      let value = Double(bitPattern: bits.next())
      guard value.isFinite else { continue }
      let text = NumberText.text(value)
      if Self.number(text)?.bitPattern != value.bitPattern {
        failures += 1
        if failures < 5 { Issue.record("\(value) became \(text)") }
      }
    }
    #expect(failures == 0)
  }

  @Test("no shorter text reads back to the same double", .tags(.property))
  func shortest() {
    var bits = Noise(state: 2)
    var failures = 0
    for i in 0..<200_000 {
      let pattern = bits.next()
      let value: Double
      switch i % 4 {
      case 0: value = Double(bitPattern: pattern)
      case 1: value = Double(pattern % 1_000_000_007) / 1e4
      case 2: value = Double(pattern % 1_000_000_007) / 1e6
      default: value = Double(pattern >> (pattern & 63))
      }
      guard value.isFinite else { continue }
      if Self.significantDigits(NumberText.text(value)) != Self.significantDigits("\(value)") {
        failures += 1
        if failures < 5 { Issue.record("\(value) became \(NumberText.text(value))") }
      }
    }
    #expect(failures == 0)
  }

  @Test("the text is the shortest and nearest for every exponent", .tags(.property))
  func everyExponent() {
    var bits = Noise(state: 5)
    var failures = 0
    func check(_ value: Double) {
      let text = NumberText.text(value)
      // The description of a double is its shortest text, and of several the nearest to it.
      let expected = "\(value)"
      let isRight =
        Self.significantDigits(text) == Self.significantDigits(expected)
        && Self.number(text)?.bitPattern == value.bitPattern
      if !isRight {
        failures += 1
        if failures < 5 { Issue.record("\(expected) became \(text)") }
      }
    }
    // Densely where fractions are exact, and between there and the ends of the range in steps.
    for exponent in Array(-80...60) + stride(from: -1074, through: 1023, by: 7) {
      for i in 0..<1000 {
        // Random digits; few bits set; few bits clear; a number of few decimals and its neighbours.
        var mantissa = bits.next() >> 12
        if i % 4 == 1 { mantissa &= bits.next() & bits.next() & bits.next() }
        if i % 4 == 2 { mantissa |= bits.next() >> 12 | bits.next() >> 12 }
        let significand = 1 + Double(mantissa) * 0x1p-52
        let value = Double(sign: .plus, exponent: exponent, significand: significand)
        check(value)
        guard i % 4 == 3, exponent > 0 else { continue }
        for scale in [1e1, 1e3, 1e4, 1e5, 1e7] {
          let short = (value * scale).rounded() / scale
          for x in [short, short.nextUp, short.nextDown] where x.isFinite { check(x) }
        }
      }
    }
    #expect(failures == 0)
  }

  @Test("eight digits at a time are all there", .tags(.property))
  func digitWords() {
    var bits = Noise(state: 6)
    var buffer: [UInt8] = []
    func text(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
      buffer = Array(repeating: 0, count: 24)
      let count = buffer.withUnsafeMutableBufferPointer { $0.baseAddress.map(write) ?? 0 }
      return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    var numbers = (0..<10_000).map { UInt64($0) }
    for power in 4...8 {
      var edge: UInt64 = 1
      for _ in 0..<power { edge *= 10 }
      numbers += (edge - 1) < 100_000_000 ? [edge - 1] : []
      numbers += edge < 100_000_000 ? [edge, edge + 1] : []
    }
    for _ in 0..<100_000 { numbers.append(bits.next() % 100_000_000) }
    for number in numbers {
      let plain = String(number)
      let padded = String(repeating: "0", count: 8 - plain.count) + plain
      let word = DigitWord(number)
      let stored = text { p in
        word.store(to: p)
        return 8
      }
      let trimmed = text { p in word.storeTrimmed(to: p) - p }
      let zeros = padded.reversed().prefix { $0 == "0" }.count
      if stored != padded || trimmed != plain
        || word.countWithoutTrailingZeros != max(1, 8 - zeros)
      {
        Issue.record("\(number) became \(stored) and \(trimmed)")
      }
      if number < 10_000 {
        let four = text { p in
          DigitWord(four: number).store(to: p)
          return 4
        }
        if four != padded.suffix(4) { Issue.record("\(number) became \(four)") }
      }
    }
    for shift in UInt64(0)..<64 {
      let number = bits.next() >> shift
      #expect(text { p in NumberText.writeWhole(number, to: p) - p } == String(number))
    }
  }

  @Test("powers of two and ten, their neighbours and the smallest numbers go both ways")
  func edges() {
    var values: [Double] = [
      .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    for exponent in -1074...1023 {
      values.append(Double(sign: .plus, exponent: exponent, significand: 1))
    }
    for exponent in -323...308 {
      guard let power = Double("1e\(exponent)") else { continue }
      #expect(Self.number("1e\(exponent)") == power)
      values.append(power)
    }
    for value in values {
      for x in [value, value.nextUp, value.nextDown] where x.isFinite {
        let text = NumberText.text(x)
        #expect(Self.number(text)?.bitPattern == x.bitPattern, "\(x) became \(text)")
        #expect(Self.significantDigits(text) == Self.significantDigits("\(x)"))
      }
    }
  }

  @Test("any decimal text reads as the C library reads it", .tags(.property))
  func againstStrtod() {
    var bits = Noise(state: 3)
    var failures = 0
    for i in 0..<300_000 {
      var text = bits.next() & 1 == 0 ? "" : "-"
      let digits = Int.random(in: 1...(i % 20 == 0 ? 60 : 22), using: &bits)
      for _ in 0..<digits { text.append(String(Int.random(in: 0...9, using: &bits))) }
      if i % 3 > 0 {
        text.append(".")
        for _ in 0..<Int.random(in: 0...10, using: &bits) {
          text.append(String(Int.random(in: 0...9, using: &bits)))
        }
      }
      if i % 3 > 1 { text.append("e\(Int.random(in: -345...300, using: &bits))") }
      let expected = strtod(text, nil)
      let read = NumberText.read(text)
      let isRight = expected.isInfinite ? read == .infinite : read == .number(expected)
      if !isRight {
        failures += 1
        if failures < 5 { Issue.record("\(text): \(read), not \(expected)") }
      }
    }
    #expect(failures == 0)
  }

  @Test("numbers half way between two doubles go to the even one, a hair beyond to the nearer")
  func halfway() {
    var bits = Noise(state: 4)
    for i in 0..<2000 {
      // Half way above a random number below 2^60, spelled in full.
      let low = i % 2 == 0 ? Double(bits.next() >> 4) : Double(bitPattern: bits.next() >> 2)
      guard low.isFinite, low.nextUp.isFinite else { continue }
      let middle = decimalText(between: low)
      let even = low.bitPattern & 1 == 0 ? low : low.nextUp
      #expect(Self.number(middle) == even)
      #expect(Self.number(middle + (middle.contains(".") ? "" : ".") + "0001") == low.nextUp)
      #expect(strtod(middle, nil) == even)
    }
    // Longer than the digits that are kept, decided by the last one.
    let long = "9007199254740993." + String(repeating: "0", count: 2000)
    #expect(Self.number(long) == 9_007_199_254_740_992)
    #expect(Self.number(long + "1") == 9_007_199_254_740_994)
  }

  /// The exact decimal expansion of the point half way between `low` and the next double.
  private func decimalText(between low: Double) -> String {
    // (2m + 1) · 2^(e − 1): multiply or divide by two on decimal digits.
    let exponent = max(low.exponent, -1022) - 52
    let mantissa = low.isNormal ? low.significandBitPattern | 1 << 52 : low.significandBitPattern
    var digits = String(2 * mantissa + 1).reversed().map { Int(String($0)) ?? 0 }
    var decimals = 0
    for _ in 0..<max(0, exponent - 1) {
      var carry = 0
      for i in digits.indices {
        carry += digits[i] * 2
        digits[i] = carry % 10
        carry /= 10
      }
      if carry > 0 { digits.append(carry) }
    }
    for _ in 0..<max(0, 1 - exponent) {
      // x / 2 = 5x / 10
      var carry = 0
      for i in digits.indices {
        carry += digits[i] * 5
        digits[i] = carry % 10
        carry /= 10
      }
      if carry > 0 { digits.append(carry) }
      decimals += 1
    }
    while digits.count <= decimals { digits.append(0) }
    let text = digits.reversed().map(String.init).joined()
    return decimals == 0 ? text : "\(text.dropLast(decimals)).\(text.suffix(decimals))"
  }

  @Test(
    "spaces, signs, bare points and exponents are read",
    arguments: [
      (" 12 ", 12.0), ("+3", 3), ("-0", -0.0), (".5", 0.5), ("5.", 5), ("1E3", 1000),
      ("1e+03", 1000),
      ("\t7", 7), ("0000000000000000000000012", 12), ("1e-400", 0), ("0e999999999999", 0),
      ("123456789012345678901234567890", 1.2345678901234568e29), ("1e-5", 1e-5),
      ("0.000000000000000000000000000000000000001", 1e-39),
    ]
  )
  func accepted(text: String, value: Double) {
    #expect(NumberText.read(text) == .number(value))
  }

  @Test(
    "missing values have many names",
    arguments: [
      "", "  ", "NaN", "nan", "NA", "N/A", "n/a", "null", "NULL", "None", "-", "#N/A", "<NA>",
      "-nan",
      "-1.#IND", "#N/A N/A",
    ]
  )
  func missing(text: String) {
    #expect(NumberText.read(text) == .missing)
  }

  @Test(
    "infinities are told apart",
    arguments: ["inf", "-inf", "Infinity", "+INF", "1e400", "-1e309"]
  )
  func infinite(text: String) {
    #expect(NumberText.read(text) == .infinite)
  }

  @Test(
    "what is no number is refused",
    arguments: [
      "1,234", "12abc", "0x10", "1e", "1e+", "e5", ".", "+", "--1", "1.2.3", "1 2", "abc", "1e5.0",
      "£5",
      "1_000", "nano", "+nan", "١",
    ]
  )
  func malformed(text: String) {
    #expect(NumberText.read(text) == .malformed)
  }

  @Test("a decimal comma is read on request, and the point then is not")
  func decimalComma() {
    #expect(NumberText.read("3,25", decimalComma: true) == .number(3.25))
    #expect(NumberText.read("3.25", decimalComma: true) == .malformed)
  }

  @Test("rounded-up powers of ten carry nothing into the high word")
  func ceilings() {
    for exponent in PowersOfTen.exponents {
      #expect(PowersOfTen.floor(exponent).low < .max)
      #expect(PowersOfTen.floor(exponent).high >> 63 == 1)
    }
  }
}
