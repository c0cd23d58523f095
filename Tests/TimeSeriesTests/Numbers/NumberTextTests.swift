import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("NumberText")
struct NumberTextTests {
  /// A small generator of 64 random bits (SplitMix64).
  struct Bits: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

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
    var bits = Bits(state: 1)
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
    var bits = Bits(state: 2)
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
    var bits = Bits(state: 3)
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
    var bits = Bits(state: 4)
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
