extension String {
  /// The name of a file without its folders.
  var fileName: String {
    self == "-" ? "standard input" : split(separator: "/").last.map(String.init) ?? self
  }

  /// A remark as a sentence of prose: with a capital at its beginning and a full stop, and without the
  /// signs of strong words and code.
  var asSentence: String {
    let text = String(map { $0 == "*" || $0 == "`" ? "'" : $0 })
    let sentence = text.prefix(1).uppercased() + text.dropFirst()
    return sentence.hasSuffix(".") || sentence.hasSuffix(":") ? sentence : sentence + "."
  }
}
