import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("ETSModel distribution", .tags(.property))
struct ETSDistributionTests {
  /// A model with given weights and states.
  static func model(_ form: ETS.Form, variance: Double, period: Int = 4) -> ETSModel {
    var objective = ETSObjective(series: [1], observations: 1, period: period)
    objective.form = form
    objective.weights = SmoothingWeights(
      level: 0.4,
      slope: form.trend == .none ? 0 : 0.15,
      season: form.season == .none ? 0 : 0.3,
      damping: form.isDamped ? 0.9 : 1
    )
    objective.state = SmoothingState(
      level: 10,
      slope: form.trend == .multiplicative ? 1.02 : 0.3,
      season: form.season == .multiplicative ? [1.2, 0.7, 1.1, 1] : [2, -3, 1, 0]
    )
    _ = objective.valueAsSet()
    return ETSModel(objective, scale: 1, variance: variance)
  }

  /// Forms with a closed variance.
  static let closed = ETSObjectiveTests.forms.filter {
    $0.trend != .multiplicative && ($0.error == .multiplicative || $0.season != .multiplicative)
  }

  private func moments(
    of model: ETSModel,
    paths: Int,
    horizon: Int
  ) -> [(mean: Double, variance: Double)] {
    var stream = RandomStream(seed: 42)
    var sums = [(Double, Double)](repeating: (0, 0), count: horizon)
    for _ in 0..<paths {
      for (step, y) in model.simulatedPath(horizon: horizon, using: &stream).enumerated() {
        sums[step].0 += y
        sums[step].1 += y * y
      }
    }
    let n = Double(paths)
    return sums.map { ($0 / n, $1 / n - ($0 / n) * ($0 / n)) }
  }

  @Test("closed variances are those of simulated paths", arguments: closed)
  func simulatedVariance(form: ETS.Form) throws {
    let model = Self.model(form, variance: form.error == .additive ? 1 : 0.01)
    let horizon = 13
    let means = model.pointForecasts(horizon: horizon)
    let variances = try #require(model.variances(horizon: horizon, means: means))
    let simulated = moments(of: model, paths: 60_000, horizon: horizon)
    for step in 0..<horizon {
      // The relative standard error of a variance of 60 000 normal numbers is 0.6 %; the tails of
      // products are heavier.
      #expect(
        abs(variances[step] / simulated[step].variance - 1) < 0.035,
        "step \(step + 1): \(variances[step]) but simulated \(simulated[step].variance)"
      )
    }
  }

  @Test("the fast sums are the textbook's", arguments: closed)
  func textbook(form: ETS.Form) throws {
    guard form.season != .multiplicative else { return }
    let model = Self.model(form, variance: form.error == .additive ? 1 : 0.04)
    let (horizon, m) = (30, model.seasonalPeriod)
    let means = model.pointForecasts(horizon: horizon)
    let variances = try #require(model.variances(horizon: horizon, means: means))
    var effects: [Double] = []
    var growth = 0.0
    for j in 1...horizon {
      growth = model.weights.damping * (1 + growth)
      effects.append(
        model.weights.level + model.weights.slope * growth
          + (form.season != .none && j % m == 0 ? model.weights.season : 0)
      )
    }
    var thetas: [Double] = []
    for k in 0..<horizon {
      var expected = 0.0
      if form.error == .additive {
        expected = model.variance * (1 + effects.prefix(k).reduce(0) { $0 + $1 * $1 })
      } else {
        var theta = means[k] * means[k]
        for j in 0..<k { theta += model.variance * effects[j] * effects[j] * thetas[k - 1 - j] }
        thetas.append(theta)
        expected = (1 + model.variance) * theta - means[k] * means[k]
      }
      #expect(abs(variances[k] - expected) < 1e-10 * expected, "step \(k + 1)")
    }
  }

  @Test("simulated quantiles of a form with a closed variance are normal")
  func simulatedQuantiles() throws {
    let model = Self.model(ETS.Form(error: .additive, trend: .additive), variance: 1)
    var stream = RandomStream(seed: 3)
    let exact = model.distribution(horizon: 8, using: &stream)
    let simulated = model.simulatedDistribution(means: exact.mean, paths: 40_000, using: &stream)
    for level in [0.05, 0.5, 0.9] {
      for (a, b) in zip(exact.quantile(level), simulated.quantile(level)) {
        #expect(abs(a - b) < 0.06)
      }
    }
  }

  @Test(
    "every form has finite, ordered quantiles at any horizon",
    arguments: ETSObjectiveTests.forms
  )
  func finite(form: ETS.Form) {
    let model = Self.model(form, variance: form.error == .additive ? 4 : 0.25)
    var stream = RandomStream(seed: 5)
    let forecast = model.distribution(horizon: 200, using: &stream)
    let quantiles = [0.05, 0.5, 0.95].map { forecast.quantile($0) }
    for step in 0..<200 {
      #expect(quantiles.allSatisfy { $0[step].isFinite }, "step \(step + 1)")
      #expect(quantiles[0][step] <= quantiles[1][step])
      #expect(quantiles[1][step] <= quantiles[2][step])
    }
  }

  @Test("simulation is a function of the seed")
  func reproducible() {
    let model = Self.model(ETS.Form(error: .multiplicative, trend: .multiplicative), variance: 0.01)
    func forecast(_ seed: UInt64) -> ForecastDistribution {
      var stream = RandomStream(seed: seed)
      return model.distribution(horizon: 5, using: &stream)
    }
    #expect(forecast(1) == forecast(1))
    #expect(forecast(1) != forecast(2))
  }

  /// The share of simulated series whose next values lie in the interval of the fitted model.
  ///
  /// Long histories, so that the parameters are nearly known: the intervals do not count their
  /// uncertainty.
  @Test(
    "intervals of fitted models cover what they say",
    arguments: ["ANN", "AAdN", "ANA", "MNN", "MNM", "MMN"]
  )
  func coverage(name: String) throws {
    let specification = try #require(ETS.Specification(name))
    let form = try #require(
      specification.forms(allowsSeason: true, allowsMultiplicative: true).first
    )
    var truth = Self.model(form, variance: form.error == .additive ? 1 : 0.0004)
    if form.trend == .multiplicative { truth.finalState.slope = 1.001 }
    truth.finalState.level = 100
    let (count, horizon, replications) = (200, 6, 1000)
    var inside = 0
    for replication in 0..<replications {
      var stream = RandomStream(seed: 77, stream: UInt64(replication))
      let path = truth.simulatedPath(horizon: count + horizon, using: &stream)
      let model = try ETS(
        seasonalPeriod: 4,
        specification: specification,
        estimation: .likelihood
      )
      .fitted(to: Series(values: Array(path.prefix(count))))
      let forecast = model.distribution(horizon: horizon, using: &stream)
      let (low, high) = (forecast.quantile(0.1), forecast.quantile(0.9))
      for step in 0..<horizon where low[step] <= path[count + step] {
        if path[count + step] <= high[step] { inside += 1 }
      }
    }
    let share = Double(inside) / Double(replications * horizon)
    #expect(abs(share - 0.8) < 0.02, "\(share)")
  }

  @Test("other histories lie around the path that was found, as widely as the errors did")
  func histories() throws {
    let model = try ETS(seasonalPeriod: 12).fitted(to: Series(values: airPassengers))
    let fitted = model.fittedValues(of: airPassengers)
    let count = 400
    var sums = [Double](repeating: 0, count: fitted.count)
    var squares = 0.0
    for number in 0..<count {
      var stream = RandomStream(seed: 3, stream: UInt64(number))
      let history = model.simulatedHistory(airPassengers, using: &stream)
      for (step, value) in history.enumerated() {
        sums[step] += value
        let error =
          model.form.error == .additive
          ? value - fitted[step] : (value - fitted[step]) / fitted[step]
        squares += error * error
      }
    }
    for step in fitted.indices {
      #expect(abs(sums[step] / Double(count) / fitted[step] - 1) < 0.02)
    }
    let variance = squares / Double(count * fitted.count)
    #expect(abs(variance / model.variance - 1) < 0.02)
  }
}
