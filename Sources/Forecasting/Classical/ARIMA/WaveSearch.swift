internal import Glibc

/// The choice of waves for a season too long for the polynomials: dynamic harmonic regression.
///
/// All waves of the season are ranked by how much of the errors each explains, and the criterion of Akaike,
/// corrected, chooses how many of the first are taken; the errors of the regression are ARIMA without
/// season.
///
/// - Source: Young, Pedregal and Tych 1999, “Dynamic harmonic regression”.
enum WaveSearch {
  /// The numbers of waves that are tried.
  private static let sizes = [0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 30, 40]

  /// The best model of a sample with waves of this period.
  static func best(_ sample: ArimaSample, period: Int) -> ArimaModel? {
    guard sample.values.count > 2 * period else { return AutoArima.best(sample, period: 1) }
    let d = UnitRoots.differences(
      sample.withWaves(Array(1...min(6, period / 2)), period: period).lessOrdinaryRegression()
    )
    guard let plain = ArimaProblem(sample, differences: d, seasonalDifferences: 0, period: 1) else {
      return nil
    }
    let form = ArimaForm(p: 2, q: 1, hasConstant: plain.allowsConstant)
    guard var angles = plain.bestAngles(form) else { return AutoArima.best(sample, period: 1) }
    let ranking = ranking(sample, plain, form, angles: angles, period: period)

    var best: (criterion: Double, waves: [Int]) = (.infinity, [])
    var failures = 0
    for size in sizes where size <= ranking.count && failures < 3 {
      let waves = Array(ranking[..<size])
      guard
        let problem = ArimaProblem(
          sample.withWaves(waves, period: period),
          differences: d,
          seasonalDifferences: 0,
          period: 1
        )
      else { break }
      var objective = problem.objective(form)
      var minimizer = problem.minimizer(form, from: angles, of: &objective)
      minimizer.advance(&objective, tolerance: 0.01, evaluationLimit: 60)
      let criterion = minimizer.value + problem.penalty(form)
      angles = minimizer.point
      failures += 1
      if criterion < best.criterion {
        best = (criterion, waves)
        failures = 0
      }
    }
    guard !best.waves.isEmpty else { return AutoArima.best(sample, period: 1) }

    let waves = best.waves.sorted()
    let extended = sample.withWaves(waves, period: period)
    let problem = ArimaProblem(extended, differences: d, seasonalDifferences: 0, period: 1)
    guard let problem else { return nil }
    var search = ArimaSearch(problem, sample: extended, allowsSeason: false)
    guard let (found, foundAngles) = search.run() else { return AutoArima.best(sample, period: 1) }
    let parameters = problem.parameters(
      found,
      angles: foundAngles,
      waves: waves,
      wavePeriod: period,
      extended
    )
    return ArimaModel(parameters, sample)
  }

  /// The numbers of waves in a period by how much each explains of the errors of a model without them, most
  /// first.
  private static func ranking(
    _ sample: ArimaSample,
    _ problem: ArimaProblem,
    _ form: ArimaForm,
    angles: [Double],
    period: Int
  ) -> [Int] {
    var filter = InnovationsFilter(
      problem.orders(form),
      count: problem.values.count
    )
    guard filter.set(angles) else { return [] }
    var objective = problem.objective(form)
    _ = objective.value(at: angles)
    let residuals = objective.residuals
    let scores = (1...(period / 2)).map { count in
      let columns = ArimaSample.waveColumns([count], period: period).map { _, isSine in
        let wave = sample.values.indices.map {
          ArimaSample.wave(count, period: period, isSine: isSine, step: sample.firstStep + $0)
        }
        let differenced = problem.differencing.differenced(wave)
        var errors = differenced
        filter.writeErrors(of: differenced.span, support: differenced.indices, to: &errors)
        return errors
      }
      var matrix: [Double] = []
      for a in columns {
        for b in columns { matrix.append(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }) }
      }
      let right = columns.map { column in
        zip(column, residuals).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let solution = SymmetricSystem(matrix, size: columns.count).solution(right)
      return (count: count, score: zip(solution, right).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return scores.sorted { ($1.score, $0.count) < ($0.score, $1.count) }.map(\.count)
  }
}
