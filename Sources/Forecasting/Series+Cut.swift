internal import TimeSeries

extension Series {
  /// The first `count` steps of the series; what is known of the future now was known then.
  func first(_ count: Int) -> Series {
    var part = self
    part.index.count = count
    part.values = Array(values.prefix(count))
    part.covariates = covariates.map { covariate in
      var part = covariate
      part.values = Array(covariate.values.prefix(count))
      if !covariate.future.isEmpty {
        part.future = Array(covariate.values.dropFirst(count)) + covariate.future
      }
      return part
    }
    return part
  }
}
