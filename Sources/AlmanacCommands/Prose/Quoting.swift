extension String {
  /// The text as it stands in a message: quoted, its line ends and control characters escaped, and
  /// shortened where it is long.
  var shownInProse: String {
    var shown = ""
    for scalar in unicodeScalars.prefix(61) {
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      case "\"": shown += "\\\""
      default:
        if scalar.properties.generalCategory == .control {
          shown += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
    }
    let isLong = unicodeScalars.count > 60
    return "\"\(isLong ? String(shown.prefix(60)) + "…" : shown)\""
  }

  /// Whether the text would be a number if its comma were a point.
  var looksLikeDecimalComma: Bool {
    filter { $0 == "," }.count == 1 && Double(String(map { $0 == "," ? "." : $0 })) != nil
  }
}

extension [String] {
  /// The texts as a list in a message; of many, the first few.
  var listedInProse: String {
    let shown = prefix(8).map(\.shownInProse).joined(separator: ", ")
    return count > 8 ? "\(shown) and \(count - 8) more" : shown
  }
}
