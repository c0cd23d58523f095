import AlmanacTesting
import CommandLineKit
import Testing

@Suite("OptionValue")
struct OptionValueTests {
  @Test("a value is read from what it would be typed as", .tags(.property))
  func roundTrip() throws {
    func check<Value: OptionValue & Equatable>(_ values: [Value]) throws {
      for value in values {
        let text = try #require(value.optionText)
        #expect(try Value(optionText: text) == value, "\(text)")
      }
    }
    try check([0, 1, -1, .max, .min] as [Int])
    try check([0, 1, .max] as [UInt64])
    try check([0, -0.5, 0.1, 1e300, .leastNonzeroMagnitude, 12, .pi, -1e21] as [Double])
    try check(["a", "a b", "é☂", " "])
    try check([true, false])
    try check(Crust.allCases)
    try check([[1, 2, 3], [0]] as [[Int]])
    try check([["a", "b"]])
    try check([1, 2] as [Int?])
  }

  @Test("whole numbers are typed without a point")
  func wholeNumbers() {
    #expect((80.0).optionText == "80")
    #expect([80.0, 97.5].optionText == "80,97.5")
  }

  @Test("answers are read in any case", arguments: ["yes", "On", "TRUE"])
  func yes(text: String) throws {
    #expect(try Bool(optionText: text))
  }

  @Test(
    "what is no number is refused",
    arguments: ["", " ", "x", "1x", "nan", "inf", "-inf", "1e999", "1,5", "½"]
  )
  func noNumber(text: String) {
    #expect(throws: OptionValueError(text)) { try Double(optionText: text) }
    #expect(throws: OptionValueError(text)) { try Int(optionText: text) }
  }

  @Test("a list names the element that is wrong")
  func elements() {
    #expect(throws: OptionValueError("x")) { try [Int](optionText: "1,x,y") }
    #expect(throws: OptionValueError("")) { try [Int](optionText: "1,") }
    #expect(throws: OptionValueError("")) { try [String](optionText: "") }
  }

  @Test("limits say what they hold")
  func limits() {
    #expect(Limit<Int>.atLeast(1).phrase == "of at least 1")
    #expect(Limit<Double>.above(0).phrase == "above 0")
    #expect(Limit<Double>.from(0, to: 1).phrase == "from 0 to 1")
    #expect(Limit<Double>.between(0, 1).phrase == "above 0 and below 1")
    #expect([0, 1, 2].map(Limit<Int>.atLeast(1).holds) == [false, true, true])
    #expect([0, 0.1].map(Limit<Double>.above(0).holds) == [false, true])
    #expect(
      [-0.1, 0, 1, 1.1].map(Limit<Double>.from(0, to: 1).holds) == [false, true, true, false]
    )
    #expect([0, 0.5, 1].map(Limit<Double>.between(0, 1).holds) == [false, true, false])
  }
}
