/// Prose in pieces: `**strong**` words and `` `code` `` among plain ones.
enum Markup {
  /// A run of characters of one kind.
  enum Piece: Hashable {
    case plain(String)
    case strong(String)
    case code(String)
  }

  /// The pieces of a text; a sign without its partner stands for itself.
  static func pieces(of text: String) -> [Piece] {
    let characters = Array(text)
    var pieces: [Piece] = []
    var plain = ""
    var place = 0
    func end(of sign: String, from start: Int) -> Int? {
      let sign = Array(sign)
      var place = start
      while place + sign.count <= characters.count {
        if Array(characters[place..<place + sign.count]) == sign { return place }
        place += 1
      }
      return nil
    }
    while place < characters.count {
      let isStrong =
        characters[place] == "*" && place + 1 < characters.count && characters[place + 1] == "*"
      let sign = isStrong ? "**" : characters[place] == "`" ? "`" : ""
      if !sign.isEmpty, let end = end(of: sign, from: place + sign.count), end > place + sign.count
      {
        if !plain.isEmpty { pieces.append(.plain(plain)) }
        plain = ""
        let inner = String(characters[place + sign.count..<end])
        pieces.append(isStrong ? .strong(inner) : .code(inner))
        place = end + sign.count
      } else {
        plain.append(characters[place])
        place += 1
      }
    }
    if !plain.isEmpty { pieces.append(.plain(plain)) }
    return pieces
  }

  /// The text without its signs.
  static func plain(_ text: String) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .plain(let text), .strong(let text), .code(let text): text
      }
    }.joined()
  }
}
