internal import NeuralNetworks
internal import Tensors

/// How groups of similar series lie in a file: a row of numbers for each, its values in the settings.
extension SimilarSeries {
  private static let (part, wordsKey, periodKey) = (
    "auto.similar", "auto similar", "auto similar period"
  )

  /// The groups in one order.
  private var ordered: [(key: [String], value: Profile)] {
    profiles.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  /// The numbers of the groups: how many series, 1 where none was ever negative, and of each place in the season
  /// the mean and the quantiles.
  var tensor: (name: String, tensor: Tensor) {
    let rows = ordered.flatMap { _, profile -> [Double] in
      let head: [Double] = [Double(profile.seriesCount), profile.isNonNegative ? 1 : 0]
      return head + zip(profile.means, profile.quantiles).flatMap { [$0] + $1 }
    }
    let width = 2 + period * (Self.levels.count + 1)
    return (Self.part, Tensor(rows, .float64).reshaped(to: [profiles.count, width]))
  }

  /// The attributes, and the values of the groups.
  var settings: [(key: String, value: String)] {
    let words = [attributes] + ordered.map(\.key)
    return [
      (Self.periodKey, "\(period)"), (Self.wordsKey, WordList.text(words.map(WordList.text))),
    ]
  }

  /// The groups in a file; nil where it has none.
  ///
  /// - Throws: `SavedModelsError.damaged` where they contradict one another.
  init?(_ file: WeightsFile) throws(SavedModelsError) {
    func text(_ key: String) -> String? { file.metadata.first { $0.key == key }?.value }
    guard let tensor = file[Self.part] else { return nil }
    let cells = tensor.converted(to: .float64).elements
    guard
      let words = text(Self.wordsKey).flatMap(WordList.words), let names = words.first,
      let attributes = WordList.words(names),
      let period = text(Self.periodKey).flatMap({ Int($0) }), (1...10_000).contains(period)
    else { throw .damaged(part: Self.part) }
    let (levels, count) = (Self.levels.count, words.count - 1)
    let width = 2 + period * (levels + 1)
    guard tensor.shape == [count, width], cells.allSatisfy(\.isFinite) else {
      throw .damaged(part: Self.part)
    }
    var profiles: [[String]: Profile] = [:]
    for group in 0..<count {
      let row = cells[group * width..<(group + 1) * width]
      let places = (0..<period).map { row.dropFirst(2 + $0 * (levels + 1)).prefix(levels + 1) }
      guard
        let key = WordList.words(words[group + 1]), key.count <= attributes.count,
        let series = row.first.flatMap({ Int(exactly: $0) }), series >= 1,
        let sign = row.dropFirst().first, sign == 0 || sign == 1
      else { throw .damaged(part: Self.part) }
      profiles[key] = Profile(
        seriesCount: series,
        isNonNegative: sign == 1,
        means: places.compactMap(\.first),
        quantiles: places.map { Array($0.dropFirst()) }
      )
    }
    self.init(attributes: attributes, period: period, profiles: profiles)
  }
}
