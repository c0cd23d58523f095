internal import AlmanacTesting
internal import Foundation
internal import Reporting
internal import Testing

@Suite("Digits and JSON")
struct DigitsTests {
  @Test(
    "a number has as many digits as people read",
    arguments: [
      (0, "0"), (0.000123, "0.000123"), (0.1234, "0.123"), (1.234, "1.23"), (1, "1"),
      (12.34, "12.3"), (999.6, "1,000"), (12345, "12,345"), (-1_234_567, "−1.23 M"),
      (1e20, "1e20"), (.nan, "–"), (.infinity, "∞"),
    ] as [(Double, String)]
  )
  func short(value: Double, text: String) {
    #expect(Digits.short(value) == text)
  }

  @Test("rounding carries, and nothing is minus zero")
  func fixed() {
    #expect(Digits.fixed(0.9996, 3) == "1.000")
    #expect(Digits.fixed(-0.0004, 3) == "0.000")
    #expect(Digits.fixed(1234.5, 1) == "1,234.5")
    #expect(Digits.percent(0.0312) == "3.1 %")
    #expect(Digits.percent(0.27) == "27 %")
  }

  @Test("times have the units that suit them")
  func seconds() {
    #expect(
      [0.0004, 0.042, 1.24, 12.4, 200, 7500].map(Digits.seconds)
        == ["0.4 ms", "42 ms", "1.2 s", "12 s", "3 min 20 s", "2 h 5 min"]
    )
  }

  @Test("JSON reads back as it was written")
  func json() throws {
    let value = JSONValue.object([
      ("text", .string("a\"\\\n\u{2}é")), ("numbers", .array([.number(0.1), .number(.nan)])),
      ("whole", .integer(-3)), ("yes", .bool(true)), ("empty", .object([])),
    ])
    for text in [value.text(), value.text(indent: 2)] {
      let read = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      )
      #expect(read["text"] as? String == "a\"\\\n\u{2}é")
      let numbers = try #require(read["numbers"] as? [Any])
      #expect(numbers[0] as? Double == 0.1 && numbers[1] is NSNull)
    }
    #expect(value.text().hasPrefix("{\"text\":"))
  }
}
