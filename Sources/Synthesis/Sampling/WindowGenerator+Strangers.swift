public import TimeSeries

extension WindowGenerator {
  /// Whether a series with some attributes can be made from them alone: a learnt one shares the first.
  public func isRelated(to attributes: [Attribute]) -> Bool {
    !kin(of: attributes).isEmpty
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
    knowing(
      strangers.map { variables in
        let attributes = variables[0].attributes
        let kin = kin(of: attributes)
        precondition(!kin.isEmpty, "series \(variables[0].id) has no kin")
        return LearntSeries(
          id: variables[0].id,
          index: variables[0].index,
          scales: variables.indices.map { place in
            let seen = variables[place].values.filter { !$0.isNaN }
            if let own = SeriesScale(of: seen), seen.contains(where: { $0 != own.minimum }) {
              return own
            }
            return .middle(of: kin.map { $0.scales[place] })
          },
          isLearnt: true,
          levels: panel.attributes.numbers(of: attributes).compactMap(\.self),
          isStranger: true
        )
      }
    )
  }

  /// The learnt series that share the longest beginning of some attributes; none where not even the first
  /// one is shared.
  private func kin(of attributes: [Attribute]) -> [LearntSeries] {
    let numbers = panel.attributes.numbers(of: attributes)
    var shared = numbers.prefix { $0 != nil }.compactMap(\.self)
    let learnt = sources.filter { $0.isLearnt && $0.likeness == nil && !$0.isStranger }
    while !shared.isEmpty {
      let kin = learnt.filter { $0.levels.starts(with: shared) }
      if !kin.isEmpty { return kin }
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
