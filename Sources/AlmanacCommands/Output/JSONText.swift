internal import TimeSeries

/// JSON objects, one a line (RFC 8259; NaN becomes null).
struct JSONText {
  /// The lines written so far.
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  /// Opens an object.
  mutating func beginObject() {
    bytes.append(UInt8(ascii: "{"))
    isFirst = true
  }

  /// Closes the object and ends its line.
  mutating func endObject() {
    bytes += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
  }

  /// Appends a text.
  mutating func append(_ text: String, as name: String) {
    appendName(name)
    appendString(text)
  }

  /// Appends a number; null for one that JSON cannot write.
  mutating func append(_ number: Double, as name: String) {
    appendName(name)
    bytes += (number.isFinite ? NumberText.text(number) : "null").utf8
  }

  /// Appends a whole number.
  mutating func append(_ whole: Int, as name: String) {
    appendName(name)
    bytes += String(whole).utf8
  }

  /// Appends true or false.
  mutating func append(_ truth: Bool, as name: String) {
    appendName(name)
    bytes += (truth ? "true" : "false").utf8
  }

  private mutating func appendName(_ name: String) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func appendString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
