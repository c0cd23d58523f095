internal import Synthesis
internal import TimeSeries

extension GeneratorTraining {
  /// A maker that finds the series of the panel among those of a generator.
  func maker(
    for generator: any WindowGenerator,
    _ notes: inout [String]
  ) throws -> SeriesMaker {
    var positions: [String: Int] = [:]
    for (place, source) in generator.sources.enumerated() { positions[source.id] = place }
    var (unknown, short, constant) = (0, 0, 0)
    var strangers: [[Series]] = []
    var sources: [Int?] = []
    var shifts: [Int] = []
    let related = generator.areRelated(groups)
    for (group, variables) in groups.enumerated() {
      let series = variables[0]
      let isLearnt = positions[series.id].map { generator.sources[$0].isLearnt } ?? false
      let isConstant = variables.isObserved && variables.allSatisfy(\.isConstant)
      if !isLearnt, !isConstant, related[group] {
        sources.append(generator.sources.count + strangers.count)
        shifts.append(0)
        strangers.append(variables)
        continue
      }
      guard variables.isObserved || isLearnt else {
        sources.append(nil)
        shifts.append(0)
        continue
      }
      guard let place = positions[series.id],
        let shift = series.index.frequency.steps(
          from: generator.sources[place].index.start,
          to: series.index.start
        )
      else {
        if variables.isObserved { unknown += 1 }
        sources.append(nil)
        shifts.append(0)
        continue
      }
      if isConstant { constant += 1 } else if !isLearnt { short += 1 }
      sources.append(isLearnt && !isConstant ? place : nil)
      shifts.append(shift)
    }
    let generator = strangers.isEmpty ? generator : generator.admitting(strangers)
    let length = generator.windowLength
    if !strangers.isEmpty {
      notes.append(
        "\(strangers.count) series made from attributes alone: no \(length) steps of them were learnt from"
      )
    }
    if unknown > 0 {
      notes.append("\(unknown) series resampled: the generator has not learnt from them")
    }
    if short > 0 {
      notes.append("\(short) series resampled: no \(length) steps of them without a gap")
    }
    if constant > 0 { notes.append("\(constant) constant series stay what they are") }
    do {
      return try SeriesMaker(groups, generator, sources: sources, shifts: shifts, season: season)
    } catch {
      throw SynthesisFailure(path: command.input.file, error: error)
    }
  }
}

extension Series {
  /// Whether no two observations differ.
  var isConstant: Bool {
    let first = values.first { !$0.isNaN }
    return values.allSatisfy { $0.isNaN || $0 == first }
  }
}
