import AlmanacTesting
import Testing
import TimeSeries

@testable import Forecasting

/// Against `Golden/ets.json`, made by `make_ets.py`.
@Suite("ETS, golden", .tags(.golden))
struct ETSGoldenTests {
  /// What a peer found for a form on the airline passengers.
  struct Fit: Decodable {
    var form: String
    var logLikelihood: Double
  }

  private func fitted(_ form: String) throws -> ETSModel {
    let specification = try #require(ETS.Specification(form))
    return try ETS(seasonalPeriod: 12, specification: specification, estimation: .likelihood)
      .fitted(to: Series(values: airPassengers))
  }

  @Test("no likelihood falls short of the peer's")
  func likelihoods() throws {
    for fit in try goldenFile("ets.json", as: [Fit].self) {
      let model = try fitted(fit.form)
      // The objective is −2 log-likelihood; 1e-3 there.
      #expect(
        model.logLikelihood >= fit.logLikelihood - 5e-4,
        "\(model): \(model.logLikelihood) but \(fit.logLikelihood)"
      )
    }
  }

  /// R's package `forecast` and the implementations after it agree on these two to the last digit but
  /// one.
  @Test("levels and lines without season have the known criteria")
  func criteria() throws {
    let level = try fitted("ANN")
    #expect(abs(level.logLikelihood + 863.893) < 1e-3)
    #expect(abs(level.criterion(.aicc) - 1733.958) < 2e-3)
    // β may be 0 here, where peers stop at 1e-4.
    let line = try fitted("AAN")
    #expect(line.logLikelihood > -863.583 - 5e-4)
    #expect(line.criterion(.aicc) < 1737.600 + 1e-3)
  }

  @Test("the automatic choice on the airline passengers is that of the smallest criterion known")
  func automatic() throws {
    let model = try fitted("ZZZ")
    #expect(model.description == "ETS(M,A,M)")
    #expect(model.criterion(.aicc) < 1390.84)
  }
}
