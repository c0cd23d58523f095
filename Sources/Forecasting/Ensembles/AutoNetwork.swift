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

  /// What windows that were held back say of a network.
  struct Test: Sendable {
    /// The share with which their loss is least; 0 where the network does not help enough.
    let share: Double
    /// By how much the loss falls, relative to that without the network.
    let gain: Double
  }

  /// Tests networks on the windows of a trial, and trains the one that brings most.
  ///
  /// - Parameters:
  ///   - architectures: the networks to test.
  ///   - auto: the other parts, which have learnt from what was before the windows.
  ///   - trial: the windows.
  ///   - settings: those of the networks.
  ///   - run: the circumstances of each training; its seconds are those for everything.
  ///   - progress: told of the share that is done; false ends the work.
  /// - Returns: the network, nil where none helps; and what each was found to bring.
  static func best(
    of architectures: [Network.Architecture],
    beside auto: Auto,
    on trial: BoostingTrial,
    panel: Panel,
    settings: Network,
    run: TrainingRun,
    progress: (_ done: Double) -> Bool
  ) -> (network: AutoNetwork?, tests: [Test]) {
    let begin = monotonicSeconds()
    let regular = trial.windows.filter { AutoMembers($0.history) == .regular }
    let stride = max(1, regular.count / mostSeries)
    let windows = Swift.stride(from: 0, to: regular.count, by: stride).map { regular[$0] }
    guard windows.count >= leastSeries else { return (nil, []) }
    let history = HeldBackSeries.split(panel, horizon: auto.horizon).history
    let own = parallelMap(count: windows.count) { trial.trials(of: windows[$0], by: auto) }
    let works = Double(architectures.count + 1)

    /// A network that has learnt, within its part of the time that is left.
    func learnt(_ architecture: Network.Architecture, _ place: Int, from panel: Panel)
      -> (any GlobalForecaster)?
    {
      var (network, run) = (settings, run)
      network.architecture = architecture
      // Each would go on from the checkpoint of the one before.
      (run.checkpointPath, run.resumes) = (nil, false)
      run.secondsAllowed = run.secondsAllowed.map {
        max(0, $0 - monotonicSeconds() + begin) / (works - Double(place))
      }
      return try? network.trained(on: panel, run: run) {
        progress((Double(place) + $0.done) / works)
      }
    }
    var tests: [Test] = []
    for (place, architecture) in architectures.enumerated() {
      guard let network = learnt(architecture, place, from: history) else {
        tests.append(Test(share: 0, gain: 0))
        continue
      }
      let theirs = parallelMap(count: windows.count) { trial.trials(of: windows[$0], by: network) }
      tests.append(test(windows, own, theirs))
    }
    let gains = tests.map(\.gain)
    guard let most = gains.indices.max(by: { gains[$0] < gains[$1] }), tests[most].share > 0,
      let network = learnt(architectures[most], architectures.count, from: panel)
    else { return (nil, tests) }
    return (AutoNetwork(forecaster: network, share: tests[most].share), tests)
  }

  /// The share of a network with which windows are forecast best.
  private static func test(
    _ windows: [HeldBackSeries],
    _ own: [[PanelCalibration.Trial]],
    _ theirs: [[PanelCalibration.Trial]]
  ) -> Test {
    let shares = Array(stride(from: 0, through: mostShare + 1e-9, by: step))
    var losses = shares.map { _ in 0.0 }
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
          }
        }
      }
    }
    guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }), losses[0] > 0 else {
      return Test(share: 0, gain: 0)
    }
    let gain = 1 - losses[best] / losses[0]
    return Test(share: gain >= leastGain ? shares[best] : 0, gain: gain)
  }
}
