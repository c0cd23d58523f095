public import Tensors

/// How well vectors tell a part of a window from parts of other windows.
///
/// `- mean log σ(p·r) - mean log σ(-r·n) - mean log σ(-p·n)` with the vectors `r` of windows, `p` of
/// parts of them, and `n` of parts of others. The last term, and the mean over `n` in place of a sum, are
/// those of PSA-GAN.
///
/// - Shape: `[batch, number], [batch, number], [batch, negative, number]`
/// - Source: Franceschi, Dieuleveut and Jaggi 2019, eq. 1; the authors' program of Jeha and others 2022.
public func tripletLoss(reference: Tensor, positive: Tensor, negatives: Tensor) -> Tensor {
  // -log σ(x) is softplus(-x).
  let near = softplus(-1 * (positive * reference).sum(along: 1)).mean()
  let far = softplus((negatives * reference.expanded(at: 1)).sum(along: 2)).mean()
  let farther = softplus((negatives * positive.expanded(at: 1)).sum(along: 2)).mean()
  return near + far + farther
}
