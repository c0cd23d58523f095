internal import CommandLineKit

extension String {
  /// Whether the text would be a number if its comma were a point.
  var looksLikeDecimalComma: Bool {
    filter { $0 == "," }.count == 1 && Double(String(map { $0 == "," ? "." : $0 })) != nil
  }
}

extension [String] {
  /// The texts as a list in a message; of many, the first few.
  var listedInProse: String {
    let shown = prefix(8).map(\.quoted).joined(separator: ", ")
    return count > 8 ? "\(shown) and \(count - 8) more" : shown
  }
}
