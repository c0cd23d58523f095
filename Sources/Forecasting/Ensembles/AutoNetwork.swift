internal import Parallelism
internal import TimeSeries

/// A network beside the other parts of `Auto`, and how much it counts.
struct AutoNetwork: Sendable {
  /// The network after it has learnt from the panel.
  let forecaster: any GlobalForecaster
  /// Its share of the average of regular series; the rest is that of all other parts.
  let share: Double

  /// The series whose windows are looked at, at most, and those that say enough.
  private static let (mostSeries, leastSeries) = (200, 5)
  /// The share of a network, at most, and its steps.
  private static let (mostShare, step) = (0.5, 0.05)
  /// The gain on the windows that a network has to bring: each costs its training twice.
  private static let leastGain = 0.02
  private static let levels = [0.1, 0.5, 0.9]

  /// What came of the networks that were to be tried.
  struct Choice: Sendable {
    /// The one that takes part; nil where none does.
    var network: AutoNetwork?
    /// What has become of each.
    var tests: [AutoFindings.NetworkTest]
    /// The seconds in which the one that takes part forecasts the panel.
    var forecastSeconds = 0.0
  }

  /// What the windows say of a network.
  private struct Test {
    /// The share with which their loss is least.
    let share: Double
    /// By how much the loss falls with it, relative to that without the network.
    let gain: Double
    /// The seconds of a forecast.
    let seconds: Double

    var isEnough: Bool { gain >= AutoNetwork.leastGain && share > 0 }
  }

  /// The networks to try: those that are asked for, else N-HiTS where the season is long, and there are enough windows to
  /// say whether it serves.
  static func candidates(
    _ asked: [Network.Architecture]?,
    for panel: Panel,
    period: Int,
    horizon: Int
  ) -> [Network.Architecture] {
    if let asked { return asked }
    guard period >= AutoMembers.longSeason else { return [] }
    return windows(of: panel, horizon: horizon).windows.count >= leastSeries ? [.nHiTS] : []
  }

  /// The updates at most of a network that nobody asked for, on so many observations: a small panel is not to wait
  /// for what only a large one gains from.
  static func mostUpdates(observations: Int) -> Int { max(600, observations / 60) }

  /// Tests networks on windows that are held back, and trains the one that brings most.
  ///
  /// - Parameters:
  ///   - architectures: the networks to test.
  ///   - auto: the other parts, which have learnt from what was before the windows.
  ///   - trial: how windows are forecast.
  ///   - settings: those of the networks.
  ///   - run: the circumstances of each training; its seconds are those for everything.
  ///   - progress: told of the share that is done; false ends the work, and no network takes part.
  static func best(
    of architectures: [Network.Architecture],
    beside auto: Auto,
    on trial: BoostingTrial,
    panel: Panel,
    settings: Network,
    run: TrainingRun,
    progress: (_ done: Double) -> Bool
  ) -> Choice {
    let begin = auto.clock()
    var choice = Choice(
      tests: architectures.map {
        AutoFindings.NetworkTest(name: $0.rawValue, gain: 0, outcome: .untested)
      }
    )
    let (windows, history) = Self.windows(of: panel, horizon: auto.horizon)
    guard windows.count >= leastSeries else { return choice }
    let own = parallelMap(count: windows.count) { trial.trials(of: windows[$0], by: auto) }
    let works = Double(architectures.count + 1)
    var isWanted = true

    /// A network that has learnt, within its part of the time that is left.
    func learnt(
      _ architecture: Network.Architecture,
      _ place: Int,
      from panel: Panel,
      reserved: Double = 0
    ) -> (any GlobalForecaster)? {
      var (network, run) = (settings, run)
      network.architecture = architecture
      // Each would go on from the checkpoint of the one before.
      (run.checkpointPath, run.resumes) = (nil, false)
      run.secondsAllowed = run.secondsAllowed.map {
        max(0, $0 - auto.clock() + begin - reserved) / (works - Double(place))
      }
      return try? network.trained(on: panel, run: run) {
        isWanted = progress((Double(place) + $0.done) / works)
        return isWanted
      }
    }
    func note(_ place: Int, _ gain: Double, _ outcome: AutoFindings.NetworkTest.Outcome) {
      let name = architectures[place].rawValue
      choice.tests[place] = AutoFindings.NetworkTest(name: name, gain: gain, outcome: outcome)
    }
    var best: (place: Int, test: Test)?
    for (place, architecture) in architectures.enumerated() {
      let network = learnt(architecture, place, from: history)
      guard isWanted else { return choice }
      guard let network else {
        note(place, 0, .failed)
        continue
      }
      let started = auto.clock()
      let theirs = parallelMap(count: windows.count) { trial.trials(of: windows[$0], by: network) }
      let count = max(1, theirs.reduce(0) { $0 + $1.count })
      let seconds = (auto.clock() - started) / Double(count)
      guard let test = Self.test(windows, own, theirs, seconds: seconds) else { continue }
      note(place, test.gain, test.isEnough ? .beaten : .tooLittle)
      if test.isEnough, test.gain > best?.test.gain ?? 0 { best = (place, test) }
    }
    guard let (place, test) = best else { return choice }
    let seconds = test.seconds * Double(panel.count)
    let network = learnt(
      architectures[place],
      architectures.count,
      from: panel,
      reserved: seconds
    )
    guard isWanted else { return choice }
    guard let network else {
      note(place, test.gain, .failed)
      return choice
    }
    note(place, test.gain, .taken(share: test.share))
    choice.network = AutoNetwork(forecaster: network, share: test.share)
    choice.forecastSeconds = seconds
    return choice
  }

  /// The windows of regular series that networks are tested on, and the panel before them.
  static func windows(
    of panel: Panel,
    horizon: Int
  ) -> (windows: [HeldBackSeries], history: Panel) {
    let (held, history) = HeldBackSeries.split(panel, horizon: horizon)
    let regular = held.filter { !AutoMembers.isIntermittent($0.history) }
    let stride = max(1, (regular.count + mostSeries - 1) / mostSeries)
    let windows = Swift.stride(from: 0, to: regular.count, by: stride).map { regular[$0] }
    return (windows, history)
  }

  /// The share of a network with which windows are forecast best; nil where none could be looked at.
  private static func test(
    _ windows: [HeldBackSeries],
    _ own: [[PanelCalibration.Trial]],
    _ theirs: [[PanelCalibration.Trial]],
    seconds: Double
  ) -> Test? {
    let shares = Array(stride(from: 0, through: mostShare + 1e-9, by: step))
    var losses = shares.map { _ in 0.0 }
    var count = 0
    for (place, window) in windows.enumerated() where own[place].count == theirs[place].count {
      let history = window.history.values.filter { !$0.isNaN }
      let changes = zip(history.dropFirst(), history).map { abs($0 - $1) }
      let scale = changes.reduce(0, +) / Double(max(changes.count, 1))
      guard scale > 0, scale.isFinite else { continue }
      for (ours, other) in zip(own[place], theirs[place]) {
        for level in levels {
          let (a, b) = (ours.forecast.quantile(level), other.forecast.quantile(level))
          for step in ours.actual.indices where ours.actual[step].isFinite {
            guard a[step].isFinite, b[step].isFinite else { continue }
            for (number, share) in shares.enumerated() {
              let error = (ours.actual[step] - (1 - share) * a[step] - share * b[step]) / scale
              // One series that went astray does not decide.
              losses[number] += min(max(level * error, (level - 1) * error), 50)
            }
            count += 1
          }
        }
      }
    }
    guard count > 0, let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else {
      return nil
    }
    let gain = losses[0] > 0 ? 1 - losses[best] / losses[0] : 0
    return Test(share: shares[best], gain: gain, seconds: seconds)
  }
}
