import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// Against `Golden/ets-r.json`, made by `make_ets_peers.R`.
@Suite("ETS against R", .tags(.golden))
struct ETSPeerTests {
  struct File: Decodable {
    struct Values: Decodable {
      var values: [Double]
      var period: Int
    }
    /// What R's forecast found for a form; the season is oldest first.
    struct Fit: Decodable {
      var series: String
      var form: String
      var deviance: Double
      var variance: Double
      var weights: [Double]
      var level: Double
      var slope: Double
      var season: [Double]
      var mean: [Double]
      var deviation: [Double]
    }
    struct Choice: Decodable {
      var series: String
      var criterion: Double
    }
    var series: [String: Values]
    var fits: [Fit]
    var automatic: [Choice]
  }

  private let file: File

  init() throws { file = try goldenFile("ets-r.json") }

  private func values(_ name: String) throws -> File.Values { try #require(file.series[name]) }

  @Test("at the peer's parameters likelihood, forecasts and variances are the peer's")
  func kernel() throws {
    for fit in file.fits {
      let specification = try #require(ETS.Specification(fit.form))
      let form = try #require(
        specification.forms(allowsSeason: true, allowsMultiplicative: true).first
      )
      let series = Series(values: try values(fit.series).values)
      let model = try ETSModel(
        series,
        keeping: Estimates(
          form: form.description,
          numbers: [1] + fit.weights + [fit.level, fit.slope] + fit.season
        )
      )
      let name = "\(fit.series), \(form)"
      #expect(abs(-2 * model.logLikelihood - fit.deviance) < 1e-8, "\(name)")
      // The peer counts all but the variance, as we do.
      #expect(abs(model.variance / fit.variance - 1) < 1e-9, "\(name)")
      // The peer's variances of this class take the slope into the first step before it has faded.
      if form.isDamped && form.season == .multiplicative { continue }
      // Where the season multiplies, its mean is that of a product whose factors err together once a period
      // has passed; ours is the path without errors. With an added season and no trend it counts the
      // season's own error a step early.
      let period = try values(fit.series).period
      let agreedMeans = form.season == .multiplicative ? period : fit.mean.count
      let isEarly = form.season == .additive && form.trend == .none
      let agreedDeviations = isEarly ? period - 1 : fit.mean.count
      var stream = RandomStream(seed: 1)
      let forecast = model.distribution(horizon: fit.mean.count, using: &stream)
      let deviations = try #require(forecast.standardDeviations, "\(name)")
      for step in 0..<agreedMeans {
        #expect(abs(forecast.mean[step] / fit.mean[step] - 1) < 1e-9, "\(name), step \(step + 1)")
      }
      for step in 0..<agreedDeviations {
        #expect(
          abs(deviations[step] / fit.deviation[step] - 1) < 1e-6,
          "\(name), step \(step + 1): \(deviations[step]) but \(fit.deviation[step])"
        )
      }
    }
  }

  @Test("no likelihood falls short of the peer's")
  func likelihoods() throws {
    for fit in file.fits {
      let specification = try #require(ETS.Specification(fit.form))
      let (values, period) = (try values(fit.series).values, try values(fit.series).period)
      let model = try ETS(
        seasonalPeriod: period,
        specification: specification,
        estimation: .likelihood
      ).fitted(to: Series(values: values))
      #expect(
        -2 * model.logLikelihood < fit.deviance + 1e-3,
        "\(fit.series), \(model): \(-2 * model.logLikelihood) but \(fit.deviance)"
      )
    }
  }

  @Test("no automatic choice has a larger criterion than the peer's")
  func automatic() throws {
    for choice in file.automatic {
      let (values, period) = (try values(choice.series).values, try values(choice.series).period)
      let model = try ETS(seasonalPeriod: period, estimation: .likelihood)
        .fitted(to: Series(values: values))
      #expect(model.criterion(.aicc) < choice.criterion + 1e-3, "\(choice.series): \(model)")
    }
  }
}

/// Likelihoods with several hills, on which a climb from one start ends on a lower one.
@Suite("ETS on series of M4", .enabled(if: ReferenceData.isPresent))
struct ETSHillTests {
  /// −2 log-likelihoods of R's forecast 8.20 and of statsforecast 2.1.1, as `Benchmarks/likelihood` reports them.
  @Test(
    "the hill that a peer finds is found",
    arguments: [
      ("Monthly", "M32018", 1257.086_817), ("Quarterly", "Q5753", 879.456_883),
    ]
  )
  func hills(of set: String, _ id: String, deviance: Double) throws {
    let rows = try ReferenceData.rows(of: "m4/\(set)-train-partial.csv.gz")
    let values = try #require(rows.first { $0.id == id }).values
    let model = try ETS(
      seasonalPeriod: 1,
      specification: try #require(ETS.Specification("MAN")),
      estimation: .likelihood
    ).fitted(to: Series(values: values))
    #expect(-2 * model.logLikelihood < deviance + 1e-3)
  }
}

extension ForecastDistribution {
  /// The deviation of each step; nil unless it is normal.
  fileprivate var standardDeviations: [Double]? {
    guard case .normal(let deviations) = shape else { return nil }
    return deviations
  }
}
