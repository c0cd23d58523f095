/// The Damerau–Levenshtein distance: the least number of insertions, deletions, substitutions and
/// swaps of neighbours that turns one text into the other.
///
/// - Complexity: O(*n · m*) in the numbers of characters.
/// - Source: Lowrance and Wagner 1975, “An Extension of the String-to-String Correction Problem”,
///   with unit costs.
public func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  // Row and column 0 hold a distance that is never taken, row and column 1 the empty prefixes.
  let unreachable = a.count + b.count
  let width = b.count + 2
  var distance = [Int](repeating: unreachable, count: (a.count + 2) * width)
  for i in 0...a.count { distance[(i + 1) * width + 1] = i }
  for j in 0...b.count { distance[width + j + 1] = j }

  var lastRowOf: [Character: Int] = [:]
  for i in stride(from: 1, through: a.count, by: 1) {
    var lastMatch = 0
    for j in stride(from: 1, through: b.count, by: 1) {
      let row = lastRowOf[b[j - 1]] ?? 0
      let column = lastMatch
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      if cost == 0 { lastMatch = j }
      distance[(i + 1) * width + j + 1] = min(
        distance[i * width + j] + cost,
        distance[(i + 1) * width + j] + 1,
        distance[i * width + j + 1] + 1,
        distance[row * width + column] + (i - row - 1) + 1 + (j - column - 1),
      )
    }
    lastRowOf[a[i - 1]] = i
  }
  return distance[(a.count + 1) * width + b.count + 1]
}

/// The candidate that was probably meant by `text`: the nearest one that differs in at most a third
/// of the characters, or else the only one that begins with `text`; nil where there is none. The
/// first of equals wins.
public func nearestName(to text: String, among candidates: [String]) -> String? {
  // A longer text than any name is no slip of the fingers, and its distance would cost time.
  guard text.utf8.count <= 64 else { return nil }
  let stem = dropDashes(text)
  let nearest =
    candidates
    .map { (name: $0, distance: editDistance(stem, dropDashes($0))) }
    .min { $0.distance < $1.distance }
  if let nearest {
    let length = dropDashes(nearest.name).count
    if nearest.distance < length, nearest.distance <= max(1, max(stem.count, length) / 3) {
      return nearest.name
    }
  }
  let continued = candidates.filter { stem.count > 1 && dropDashes($0).hasPrefix(stem) }
  return continued.count == 1 ? continued.first : nil
}

/// Dashes before a name are the same for all and say nothing about which was meant.
private func dropDashes(_ text: String) -> String {
  String(text.drop { $0 == "-" })
}
