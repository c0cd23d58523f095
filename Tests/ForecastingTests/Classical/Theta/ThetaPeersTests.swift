import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// A series with the forecast of `thetaf` of R's forecast 8.20.
struct ThetaPeer: Decodable {
  var name: String
  var values: [Double]
  var period: Int
  /// Half of the slope of the line through the series without its season.
  var drift: Double
  var mean: [Double]
}

@Suite("Theta against R", .tags(.golden))
struct ThetaPeersTests {
  @Test("the standard model forecasts as R's does, and finds a season where R finds one")
  func standard() throws {
    let peers = try goldenFile("theta-r.json", as: [ThetaPeer].self)
    #expect(peers.count == 7)
    for golden in peers {
      let model = try Theta(seasonalPeriod: golden.period).fitted(to: Series(values: golden.values))
      var stream = RandomStream(seed: 1)
      let mean = model.distribution(horizon: golden.mean.count, using: &stream).mean
      for (ours, theirs) in zip(mean, golden.mean) {
        // R weighs the errors from the first value on, we from the fourth; on the steep trend the
        // weight of the level differs for it.
        #expect(abs(ours / theirs - 1) < (golden.name == "trend" ? 0.01 : 0.003), "\(golden.name)")
      }
      let line = try #require(model.line)
      let drift = model.scale.unit * line.slope / 2
      #expect(abs(drift / golden.drift - 1) < 1e-6, "\(golden.name): \(drift)")
      let season: ClassicalDecomposition? = model.season
      #expect((season == nil) == !["air passengers", "deaths", "quarters"].contains(golden.name))
    }
  }
}
