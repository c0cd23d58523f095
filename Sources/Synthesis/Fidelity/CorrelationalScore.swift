public import Tensors

/// How far apart the correlations between variables are in two sets of windows.
///
/// `Σ |c(a)ᵢⱼ − c(b)ᵢⱼ| / 10` over all pairs `i ≥ j` of variables, where `c` are the correlations of steps of
/// one time over all windows of a set. A single variable is correlated with itself alone, which
/// says nothing of it.
///
/// - Source: Liao and others 2020, “Conditional Sig-Wasserstein GANs for time series generation”, as the
///   program of Yuan and Qiao 2024, “Diffusion-TS”, has it.
///
/// - Parameters:
///   - a: Of shape `[window, variable, step]`.
///   - b: Windows of as many variables.
public func correlationalScore(_ a: Tensor, _ b: Tensor) -> Double {
  zip(correlations(of: a), correlations(of: b)).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 10
}

/// The correlations of variables, those of the first one, of the first two, and so on; 0 for a variable
/// that never changes.
private func correlations(of windows: Tensor) -> [Double] {
  let variables = windows.shape[1]
  let rows = windows.permuted(1, 0, 2).reshaped(to: [variables, -1]).elements
  let count = rows.count / max(1, variables)
  let scaled = (0..<variables).map { variable -> [Double] in
    let row = rows[variable * count..<(variable + 1) * count]
    let mean = row.reduce(0, +) / Double(count)
    let squares = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(max(1, count - 1))).squareRoot()
    return row.map { deviation > 0 ? ($0 - mean) / deviation : 0 }
  }
  return (0..<variables).flatMap { i in
    (0...i).map { j in
      zip(scaled[i], scaled[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(max(1, count))
    }
  }
}
