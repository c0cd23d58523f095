internal import CommandLineKit

/// A time that may pass, as it is typed: `90s`, `10m`, `2h`, `1h30m`, or `90` for seconds.
struct Duration: OptionValue, Hashable {
  /// The time in seconds.
  let seconds: Double
  let optionText: String?

  init(optionText text: String) throws(OptionValueError) {
    var seconds = 0.0
    var digits = ""
    for character in Double(text) == nil ? text : text + "s" {
      if character.isNumber || character == "." {
        digits.append(character)
        continue
      }
      let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      guard let unit = units[character], let count = Double(digits) else {
        throw OptionValueError(text)
      }
      seconds += count * unit
      digits = ""
    }
    guard digits.isEmpty, seconds > 0, seconds <= 1e8 else { throw OptionValueError(text) }
    self.seconds = seconds
    optionText = text
  }

  static let expected = "a time such as 90s, 10m or 2h"
  static let placeholder = "time"
}
