internal import CKernels

// The elementwise kernels as functions of whole tensors; nothing here knows of derivatives.
extension Tensor {
  /// Every element through a function of one argument.
  func applying(_ operation: almanac_unary_operation, parameter: Double = 0) -> Tensor {
    let result = Tensor(undefined: shape, elementType)
    let (rows, width) = (shape.first ?? 1, count / max(1, shape.first ?? 1))
    let step = strides.first ?? 0
    withExtendedLifetime((storage, result.storage)) {
      forEachPiece(of: rows, cost: width) { range in
        let piece = rank == 0 ? shape : shape.replacing(0, with: range.count)
        piece.withPointer { extents in
          strides.withPointer { strides in
            let (from, to) = (range.lowerBound * step, range.lowerBound * width)
            switch elementType {
            case .float32:
              almanac_unary_f32(
                operation,
                Float(parameter),
                rank,
                extents,
                floats + from,
                strides,
                result.floats + to
              )
            case .float64:
              almanac_unary_f64(
                operation,
                parameter,
                rank,
                extents,
                doubles + from,
                strides,
                result.doubles + to
              )
            }
          }
        }
      }
    }
    return result
  }

  /// The elements of two tensors, stretched to one shape, through a function of two arguments.
  static func combining(
    _ operation: almanac_binary_operation,
    _ a: Tensor,
    _ b: Tensor,
    parameter: Double = 0
  ) -> Tensor {
    a.requireMatch(with: b)
    let shape = a.shape.broadcast(with: b.shape)
    let (x, y) = (a.stretched(to: shape), b.stretched(to: shape))
    let result = Tensor(undefined: shape, a.elementType)
    let (rows, width) = (shape.first ?? 1, shape.elementCount / max(1, shape.first ?? 1))
    withExtendedLifetime((x.storage, y.storage, result.storage)) {
      forEachPiece(of: rows, cost: width) { range in
        let piece = shape.isEmpty ? shape : shape.replacing(0, with: range.count)
        let (start, to) = (range.lowerBound, range.lowerBound * width)
        let (fromX, fromY) = (start * (x.strides.first ?? 0), start * (y.strides.first ?? 0))
        piece.withPointer { extents in
          x.strides.withPointer { xStrides in
            y.strides.withPointer { yStrides in
              switch x.elementType {
              case .float32:
                almanac_binary_f32(
                  operation,
                  Float(parameter),
                  shape.count,
                  extents,
                  x.floats + fromX,
                  xStrides,
                  y.floats + fromY,
                  yStrides,
                  result.floats + to
                )
              case .float64:
                almanac_binary_f64(
                  operation,
                  parameter,
                  shape.count,
                  extents,
                  x.doubles + fromX,
                  xStrides,
                  y.doubles + fromY,
                  yStrides,
                  result.doubles + to
                )
              }
            }
          }
        }
      }
    }
    return result
  }

  /// What a change of a function's result does to its argument, in one pass over memory.
  ///
  /// - Parameters:
  ///   - change: The change of the result.
  ///   - point: The argument or the result, whichever the kernel asks for.
  ///   - plain: The same by recorded operations, for when the way back is itself recorded.
  static func pullingBack(
    _ operation: almanac_binary_operation,
    _ change: Tensor,
    at point: Tensor,
    parameter: Double = 0,
    plain: () -> Tensor
  ) -> Tensor {
    Tape.following(change, point) == nil
      ? combining(operation, change, point, parameter: parameter) : plain()
  }

  /// The elements of a tensor and one number through a function of two arguments.
  static func combining(_ operation: almanac_binary_operation, _ a: Tensor, _ b: Double) -> Tensor {
    combining(operation, a, Tensor(b, a.elementType))
  }

  /// One number and the elements of a tensor through a function of two arguments.
  static func combining(_ operation: almanac_binary_operation, _ a: Double, _ b: Tensor) -> Tensor {
    combining(operation, Tensor(a, b.elementType), b)
  }

  /// Elements of `a` where the mask is not zero, else of `b`, all stretched to one shape.
  static func selecting(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    a.requireMatch(with: b)
    a.requireMatch(with: mask)
    let shape = mask.shape.broadcast(with: a.shape).broadcast(with: b.shape)
    let (m, x, y) = (mask.stretched(to: shape), a.stretched(to: shape), b.stretched(to: shape))
    let result = Tensor(undefined: shape, a.elementType)
    withExtendedLifetime((m.storage, x.storage, y.storage, result.storage)) {
      shape.withPointer { extents in
        m.strides.withPointer { mStrides in
          x.strides.withPointer { xStrides in
            y.strides.withPointer { yStrides in
              switch a.elementType {
              case .float32:
                almanac_select_f32(
                  shape.count,
                  extents,
                  m.floats,
                  mStrides,
                  x.floats,
                  xStrides,
                  y.floats,
                  yStrides,
                  result.floats
                )
              case .float64:
                almanac_select_f64(
                  shape.count,
                  extents,
                  m.doubles,
                  mStrides,
                  x.doubles,
                  xStrides,
                  y.doubles,
                  yStrides,
                  result.doubles
                )
              }
            }
          }
        }
      }
    }
    return result
  }

  /// A view of this tensor in a larger shape, where axes of extent 1 and missing outer axes are
  /// repeated.
  ///
  /// - Precondition: The shapes match.
  func stretched(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(rank <= target.count, "a tensor of shape \(shape) does not stretch to \(target)")
    var strides = Shape(repeating: 0, count: target.count)
    for back in 0..<rank {
      let (axis, place) = (rank - 1 - back, target.count - 1 - back)
      precondition(
        shape[axis] == target[place] || shape[axis] == 1,
        "a tensor of shape \(shape) does not stretch to \(target)"
      )
      strides[place] = shape[axis] == 1 ? 0 : self.strides[axis]
    }
    return Tensor(viewing: self, offset: offset, shape: target, strides: strides)
  }
}
