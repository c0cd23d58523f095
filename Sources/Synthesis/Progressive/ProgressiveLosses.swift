public import Tensors

// The losses of the game between generator and discriminator.
//
// Source: Jeha and others 2022, section 3.3; Mao and others 2017, “Least squares generative adversarial
// networks”, eq. 9.

/// `½ mean((D(real) - 1)²) + ½ mean(D(made)²)`
public func leastSquaresDiscriminatorLoss(real: Tensor, made: Tensor) -> Tensor {
  0.5 * (real - 1).squared().mean() + 0.5 * made.squared().mean()
}

/// `½ mean((D(made) - 1)²)`
public func leastSquaresGeneratorLoss(made: Tensor) -> Tensor {
  0.5 * (made - 1).squared().mean()
}

/// How far mean and sample deviation of each made window lie from those of the real window of the same
/// series and time, on average.
///
/// `mean |mean(a) - mean(b)| + mean |std(a) - std(b)|`
///
/// - Shape: `[batch, variable, step]` both
public func momentLoss(_ made: Tensor, _ real: Tensor) -> Tensor {
  abs(made.mean(along: 2) - real.mean(along: 2)).mean()
    + abs(sampleDeviation(made) - sampleDeviation(real)).mean()
}

/// How far means and sample deviations of made windows lie from those of real ones as distributions: the
/// smallest of the made with the smallest of the real, and so on, for each variable.
///
/// The sum of two Wasserstein distances of order 1. Where series and time say little of the level of a
/// window, `momentLoss` would be least at the middle of all levels; this one is least where they spread as
/// the real ones do.
///
/// - Shape: `[batch, variable, step]` both, of one batch size
public func momentDistance(_ made: Tensor, _ real: Tensor) -> Tensor {
  func distance(_ a: Tensor, _ b: Tensor) -> Tensor {
    abs(a.sorted(along: 0) - b.sorted(along: 0)).mean()
  }
  return distance(made.mean(along: 2), real.mean(along: 2))
    + distance(sampleDeviation(made), sampleDeviation(real))
}

/// The sample deviation of each window. A small term keeps the slope of the root finite where a window
/// is constant; it is below the rounding of single precision elsewhere.
private func sampleDeviation(_ x: Tensor) -> Tensor {
  (x.variance(along: 2, correction: 1) + 1e-12).squareRoot()
}

/// How far values lie outside of `0...1`, on average.
public func rangeLoss(_ made: Tensor) -> Tensor {
  (relu(made - 1) + relu(-1 * made)).mean()
}
