import AlmanacTesting
import Forecasting
import Tensors
import Testing
import TimeSeries

/// A series with the forecast of `thetaf` of R's forecast 8.20.
struct ThetaPeer: Decodable {
  var name: String
  var values: [Double]
  var period: Int
  var mean: [Double]
}

@Suite("Theta against R", .tags(.golden))
struct ThetaPeersTests {
  @Test("the standard model forecasts as R's does, and finds a season where R finds one")
  func standard() throws {
    for golden in try goldenFile("theta-r.json", as: [ThetaPeer].self) {
      let model = try Theta(seasonalPeriod: golden.period).fitted(to: Series(values: golden.values))
      var stream = RandomStream(seed: 1)
      let mean = model.distribution(horizon: golden.mean.count, using: &stream).mean
      for (ours, theirs) in zip(mean, golden.mean) {
        // R weighs the errors from the first value on, we from the fourth; on the steep trend the
        // weight of the level differs for it.
        #expect(abs(ours / theirs - 1) < (golden.name == "trend" ? 0.01 : 0.003), "\(golden.name)")
      }
      let season: ClassicalDecomposition? = model.season
      #expect((season == nil) == !["air passengers", "deaths", "quarters"].contains(golden.name))
    }
  }
}
