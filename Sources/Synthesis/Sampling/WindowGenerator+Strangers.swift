public import TimeSeries

extension WindowGenerator {
  /// For each of some series, whether it can be made from its attributes alone: a learnt one shares the
  /// first of them.
  public func areRelated(_ groups: [[Series]]) -> [Bool] {
    let kinship = Kinship(panel)
    return groups.map { !kinship.kin(of: $0[0].attributes).isEmpty }
  }

  /// The generator with further series of which it knows the attributes alone, behind those it knows.
  ///
  /// A series has the scale of its own observations where two of them differ. Else it has the middle one of
  /// the scales of its kin: the learnt series that share the longest beginning of its attributes, the most
  /// general first.
  ///
  /// - Parameter strangers: For each series its variables.
  /// - Precondition: Each is related to a series that was learnt from.
  public func admitting(_ strangers: [[Series]]) -> Self {
    let kinship = Kinship(panel)
    return knowing(
      strangers.map { variables in
        let attributes = variables[0].attributes
        let kin = kinship.kin(of: attributes)
        precondition(!kin.isEmpty, "series \(variables[0].id) has no kin")
        return LearntSeries(
          id: variables[0].id,
          index: variables[0].index,
          scales: variables.indices.map { place in
            let seen = variables[place].values.filter { !$0.isNaN }
            if let own = SeriesScale(of: seen), seen.contains(where: { $0 != own.minimum }) {
              return own
            }
            return .middle(of: kin.map { sources[$0].scales[place] })
          },
          isLearnt: true,
          levels: panel.attributes.numbers(of: attributes).compactMap(\.self),
          isStranger: true
        )
      }
    )
  }
}

/// Which learnt series share the beginning of some attributes.
private struct Kinship {
  private let attributes: AttributeLevels
  /// The learnt series by each beginning of their levels.
  private var sources: [[Int]: [Int]] = [:]

  init(_ panel: LearntPanel) {
    attributes = panel.attributes
    if attributes.count == 0 { return }
    for (number, source) in panel.sources.enumerated()
    where source.isLearnt && source.likeness == nil && !source.isStranger {
      for count in source.levels.indices {
        sources[Array(source.levels[...count]), default: []].append(number)
      }
    }
  }

  /// Those that share the longest beginning; none where not even the first attribute is shared.
  func kin(of attributes: [Attribute]) -> [Int] {
    var shared = self.attributes.numbers(of: attributes).prefix { $0 != nil }.compactMap(\.self)
    while !shared.isEmpty {
      if let kin = sources[shared] { return kin }
      shared.removeLast()
    }
    return []
  }
}

extension SeriesScale {
  /// The scale with the middle one of the minima and the middle one of the ranges.
  fileprivate static func middle(of scales: [SeriesScale]) -> SeriesScale {
    SeriesScale(
      minimum: scales.map(\.minimum).quantile(at: 0.5),
      range: scales.map(\.range).quantile(at: 0.5),
      isWhole: scales.allSatisfy(\.isWhole)
    )
  }
}
