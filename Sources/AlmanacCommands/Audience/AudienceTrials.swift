internal import Intensity
internal import TimeSeries

/// What the models would have said of the windows before the one that is asked about, each foretold
/// from what was known before it, beside what happened.
struct AudienceTrials {
  /// One window.
  struct Trial {
    /// Where it begins.
    let moment: Int64
    /// The probability of each user that was known.
    let probabilities: [Double]
    /// Whether each of them came.
    let outcomes: [Bool]
    /// The standard error of the expected number.
    let error: Double

    var expected: Double { probabilities.reduce(0, +) }
    var actual: Int { outcomes.count { $0 } }
  }

  /// The windows, the earliest first.
  let trials: [Trial]

  /// The trials of the model of activity that was chosen, trained anew for each of the windows before a
  /// moment; fewer where the log is short.
  init(of model: AudienceModel, log: EventLog, before end: Int64, windows: Int, seed: UInt64) {
    var trials: [Trial] = []
    for window in 1...max(windows, 1) {
      let moment = end - Int64(window) * model.horizon
      guard let trial = Self.trial(of: model, log: log, at: moment, seed: seed) else { break }
      trials.append(trial)
    }
    self.trials = trials.reversed()
  }

  private static func trial(
    of model: AudienceModel,
    log: EventLog,
    at moment: Int64,
    seed: UInt64
  ) -> Trial? {
    var options = AudienceOptions()
    (options.activity, options.needsItems) = (model.activityName, false)
    options.training.seed = seed
    let states = log.states(at: moment)
    guard
      let then = try? AudienceModel(
        log: log,
        until: moment,
        horizon: model.horizon,
        options: options
      ),
      let users = try? then.users(states, in: log), !users.isEmpty
    else { return nil }
    return Trial(users, model: then, log: log, moment: moment)
  }

  /// All windows as one.
  var pooled: (probabilities: [Double], outcomes: [Bool]) {
    (trials.flatMap(\.probabilities), trials.flatMap(\.outcomes))
  }

  /// How good the probabilities were; nil without a trial.
  var scores: ProbabilityScores? {
    trials.isEmpty ? nil : ProbabilityScores(pooled.probabilities, outcomes: pooled.outcomes)
  }

  /// The share of those who came that were among the likeliest, for each tenth of the users.
  var captured: [Double] {
    guard let scores else { return [] }
    let all = scores.deciles.reduce(0) { $0 + $1.actual * Double($1.count) }
    var sum = 0.0
    return scores.deciles.map { decile in
      sum += decile.actual * Double(decile.count)
      return all > 0 ? sum / all : .nan
    }
  }
}

extension AudienceTrials.Trial {
  /// What a model says of some users, beside what the log knows of the window.
  init(_ users: [AudienceModel.User], model: AudienceModel, log: EventLog, moment: Int64) {
    self.moment = moment
    probabilities = users.map(\.probability)
    outcomes = users.map { !log.window(of: $0.state, length: model.horizon).isEmpty }
    error = model.error(ofSum: users.map(\.probability))
  }
}
