internal import NeuralNetworks
internal import Synthesis
internal import TimeSeries

extension GeneratorTraining {
  /// Reads the generator in a file, and brings the columns of the panel into the order that it knows.
  mutating func read(_ path: String) throws {
    do throws(SynthesisError) {
      let file: WeightsFile
      do { file = try WeightsFile(path: path) } catch { throw .weights(error) }
      let generator: any WindowGenerator =
        AutoencoderGenerator.isNamed(in: file)
        ? try AutoencoderGenerator(file) : try ProgressiveSeriesGenerator(file)
      try refuseOther(generator)
      panel.reorder(to: generator.variables)
      if command.resume {
        try refuseOtherSeries(than: generator.panel)
      } else if generator.panel.steps == 0 {
        throw .foreignGenerator(entry: "it has not been trained; --resume goes on")
      }
      if command.from != nil, command.conditionOn != nil {
        guard generator.contextLength > 0, generator.sources.contains(where: \.isLearnt) else {
          throw .foreignGenerator(entry: "it sees nothing of what came before")
        }
      }
      saved = generator
    } catch {
      throw SynthesisFailure(path: path, error: error)
    }
  }

  /// Refuses a generator of another model than the one that is asked for, of another frequency, or of
  /// other variables than the panel's.
  private func refuseOther(_ generator: any WindowGenerator) throws(SynthesisError) {
    switch (command.model, generator is AutoencoderGenerator) {
    case (.autoencoder, false):
      throw .foreignGenerator(entry: "psa-gan, not timevae; leave --model out")
    // A generator that is only used may be of any kind where none is asked for.
    case (.gan, true) where command.resume:
      throw .foreignGenerator(entry: "timevae, not psa-gan; give --model timevae")
    default: break
    }
    guard generator.features.sourceFrequency == report.frequency else {
      throw .foreignGenerator(
        entry: "frequency \(generator.features.sourceFrequency), not \(report.frequency)"
      )
    }
    let (levels, attributes) = (generator.panel.attributes.names, report.attributeColumns)
    if levels != attributes, command.resume || !attributes.isEmpty {
      throw .foreignGenerator(
        entry: "attributes \(Self.list(levels)), not \(Self.list(attributes)); "
          + (levels.isEmpty
            ? "leave --static out" : "give --static \(levels.joined(separator: ","))")
      )
    }
    let (own, asked) = (generator.variables, panel.names)
    let advice =
      generator.variableCount == 1
      ? "; leave --together out"
      : own.isEmpty ? "" : "; give --together \(own.joined(separator: ","))"
    guard generator.variableCount == panel.variableCount else {
      throw .foreignGenerator(
        entry: "\(generator.variableCount) variables together, not \(panel.variableCount)" + advice
      )
    }
    if own.isEmpty || own.sorted() == asked.sorted() { return }
    throw .foreignGenerator(
      entry: "columns \(Self.list(own)) together, not \(Self.list(asked))" + advice
    )
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map(\.quoted).joined(separator: ", ")
  }

  /// Refuses an interrupted training on other series than those of the panel.
  private func refuseOtherSeries(than learnt: LearntPanel) throws(SynthesisError) {
    let (known, series) = (learnt.sources, groups.map { $0[0] })
    guard known.map(\.id) == series.map(\.id) else {
      let other = zip(known, series).first { $0.id != $1.id }
      throw .foreignGenerator(
        entry: other.map { "series \($0.id.quoted) in the place of \($1.id.quoted)" }
          ?? "\(known.count) series, not \(series.count)"
      )
    }
    guard known.map(\.index) == series.map(\.index) else {
      throw .foreignGenerator(entry: "series of other times")
    }
    for (source, variables) in zip(known, groups) {
      let id = source.id.quoted
      let attributes = variables[0].attributes
      // A value that is not known has no number, as one that is missing, so both are looked at.
      let levels = learnt.attributes.numbers(of: attributes).compactMap(\.self)
      guard levels == source.levels, levels.count == attributes.count(where: { !$0.value.isEmpty })
      else { throw .foreignGenerator(entry: "series \(id) with other attributes") }
      let isSame = zip(source.scales, variables).allSatisfy { scale, series in
        SeriesScale(of: series.values).map { $0 == scale } ?? true
      }
      guard isSame else { throw .foreignGenerator(entry: "series \(id) with other values") }
    }
  }
}
