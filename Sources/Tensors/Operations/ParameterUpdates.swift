internal import CKernels

// Updates of a parameter in place, one pass over memory each. They are for the optimisers; the
// formulas stand with those.
extension Tensor {
  /// The numbers of one step of Adam.
  package struct AdamStep {
    package var rate: Double
    package var (beta1, beta2): (Double, Double)
    package var root: Double
    package var epsilon: Double
    package var shrink: Double
    package var penalty: Double

    package init(
      rate: Double,
      beta1: Double,
      beta2: Double,
      root: Double,
      epsilon: Double,
      shrink: Double,
      penalty: Double
    ) {
      (self.rate, self.beta1, self.beta2) = (rate, beta1, beta2)
      (self.root, self.epsilon, self.shrink, self.penalty) = (root, epsilon, shrink, penalty)
    }
  }

  /// Makes the storage this tensor's own and dense, so that it may be written to.
  private mutating func ownStorage() {
    origin = .none
    if !isDense || !isKnownUniquelyReferenced(&storage) { self = applying(almanac_copy) }
  }

  private func requireUpdate(_ others: Tensor...) {
    for other in others {
      requireMatch(with: other)
      precondition(
        other.shape == shape,
        "a parameter of shape \(shape) and an update of shape \(other.shape)"
      )
    }
  }

  /// One step of Adam.
  package mutating func updateByAdam(
    _ gradient: Tensor,
    mean: inout Tensor,
    square: inout Tensor,
    _ step: AdamStep
  ) {
    requireUpdate(gradient, mean, square)
    ownStorage()
    mean.ownStorage()
    square.ownStorage()
    let g = gradient.dense()
    let (p, m, v) = (self, mean, square)
    withExtendedLifetime((p.storage, m.storage, v.storage, g.storage)) {
      forEachPiece(of: count, cost: 4) { range in
        let start = range.lowerBound
        switch p.elementType {
        case .float32:
          almanac_adam_f32(
            range.count,
            p.floats + start,
            m.floats + start,
            v.floats + start,
            g.floats + start,
            Float(step.rate),
            Float(step.beta1),
            Float(1 - step.beta1),
            Float(step.beta2),
            Float(1 - step.beta2),
            Float(step.root),
            Float(step.epsilon),
            Float(step.shrink),
            Float(step.penalty)
          )
        case .float64:
          almanac_adam_f64(
            range.count,
            p.doubles + start,
            m.doubles + start,
            v.doubles + start,
            g.doubles + start,
            step.rate,
            step.beta1,
            1 - step.beta1,
            step.beta2,
            1 - step.beta2,
            step.root,
            step.epsilon,
            step.shrink,
            step.penalty
          )
        }
      }
    }
  }

  /// One step of gradient descent with momentum.
  package mutating func updateByDescent(
    _ gradient: Tensor,
    velocity: inout Tensor,
    rate: Double,
    momentum: Double,
    isNesterov: Bool,
    penalty: Double
  ) {
    requireUpdate(gradient, velocity)
    ownStorage()
    velocity.ownStorage()
    let g = gradient.dense()
    let (p, b) = (self, velocity)
    withExtendedLifetime((p.storage, b.storage, g.storage)) {
      switch p.elementType {
      case .float32:
        almanac_descend_f32(
          count,
          p.floats,
          b.floats,
          g.floats,
          Float(rate),
          Float(momentum),
          isNesterov ? 1 : 0,
          Float(penalty)
        )
      case .float64:
        almanac_descend_f64(
          count,
          p.doubles,
          b.doubles,
          g.doubles,
          rate,
          momentum,
          isNesterov ? 1 : 0,
          penalty
        )
      }
    }
  }

  /// One step of Adagrad.
  package mutating func updateByAdagrad(
    _ gradient: Tensor,
    square: inout Tensor,
    rate: Double,
    epsilon: Double,
    penalty: Double
  ) {
    requireUpdate(gradient, square)
    ownStorage()
    square.ownStorage()
    let g = gradient.dense()
    let (p, s) = (self, square)
    withExtendedLifetime((p.storage, s.storage, g.storage)) {
      switch p.elementType {
      case .float32:
        almanac_adagrad_f32(
          count,
          p.floats,
          s.floats,
          g.floats,
          Float(rate),
          Float(epsilon),
          Float(penalty)
        )
      case .float64:
        almanac_adagrad_f64(count, p.doubles, s.doubles, g.doubles, rate, epsilon, penalty)
      }
    }
  }

  /// Adds `factor` times another tensor in place.
  ///
  /// - Precondition: Both have one shape and element type.
  package mutating func add(_ other: Tensor, times factor: Double = 1) {
    origin = .none
    accumulate(other.detached(), times: factor)
  }
}
