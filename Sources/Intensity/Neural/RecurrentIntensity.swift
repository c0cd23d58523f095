internal import Glibc
internal import Tensors
public import TimeSeries

/// An intensity of one network that says both when a user comes next and for what.
///
/// A gated recurrent network reads items and the gaps between them. The gap that follows is a mixture of
/// log-normal distributions, so that what has not happened since the last event is learnt from too, and the
/// probability of a window without events is `S(r + H) / S(r)` after a silence `r`. The expected number is the
/// hazard summed over the window.
///
/// - Source: Du and others 2016, “Recurrent marked temporal point processes”; Shchur, Biloš and Günnemann
///   2020, “Intensity-free learning of temporal point processes”.
public struct RecurrentIntensity: IntensityModel {
  /// The name on command lines and in tables.
  public static let name = "recurrent"

  private let sequences: TrainedSequences

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions) throws(IntensityError) {
    sequences = try TrainedSequences(
      SequenceNetwork.Shape(tokenCount: lesson.log.itemNames.count + 1, hasGaps: true),
      TrainedSequences.Plan(),
      learningFrom: lesson,
      options: options
    )
  }

  /// The network.
  public var learnt: [NamedTensor] { sequences.learnt }

  /// The model with what was saved.
  init(_ saved: SavedTensors) throws(IntensityError) {
    sequences = try TrainedSequences(saved, hasGaps: true)
  }

  /// The tokens that were learnt in a second of training.
  public var tokensPerSecond: Double { sequences.tokensPerSecond }

  /// What the windows behind some states will bring; events count as visits.
  public func outlooks(of states: [UserState], in log: EventLog) -> [Outlook] {
    outlooks(of: states, in: log, after: sequences.lastHidden(of: states, in: log))
  }

  private func outlooks(
    of states: [UserState],
    in log: EventLog,
    after hidden: Tensor
  ) -> [Outlook] {
    let silences = states.map { state -> Double in
      guard let last = state.history.last, state.hasMoment else { return 0 }
      return Double(state.time - log.times[last]) / Double(sequences.horizon)
    }
    func survival(_ times: [Double]) -> [Double] {
      let gaps = Tensor(
        floats: times.map { Float(Glibc.log(max($0, SequenceExamples.leastGap))) },
        shape: [times.count]
      )
      return sequences.network.gapLogarithms(hidden, gaps)?.survival.elements ?? []
    }
    let (now, then) = (survival(silences), survival(silences.map { $0 + 1 }))
    // Single precision knows no survival below its floor; twenty events are many.
    return zip(now, then).map { Outlook(poisson: min(max($0 - $1, 0), 20)) }
  }

  /// The expected numbers of events, with the items shared out as the last step says.
  public func intensities(of states: [UserState], in log: EventLog) -> [Float] {
    let hidden = sequences.lastHidden(of: states, in: log)
    let outlooks = outlooks(of: states, in: log, after: hidden)
    var rows = sequences.shares(after: hidden, in: log)
    let width = rows.count / max(states.count, 1)
    for (place, outlook) in outlooks.enumerated() {
      let factor = Float(outlook.visits)
      for i in place * width..<(place + 1) * width { rows[i] *= factor }
    }
    return rows
  }
}
