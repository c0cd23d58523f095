internal import CFFTW
internal import Parallelism

/// The kinds of transform there are.
enum FourierKind: Hashable {
  /// Complex to complex, with `exp(-2πi jk/n)`.
  case forward
  /// Complex to complex, with `exp(2πi jk/n)`, not divided by n.
  case backward
  /// Real to the first half of the complex spectrum.
  case realForward
  /// Half a spectrum to real, not divided by n.
  case realBackward
}

/// How FFTW does one kind of transform, for many rows of one length.
///
/// It is `@unchecked Sendable` because FFTW allows a plan to be executed from several threads at once;
/// making and destroying plans holds a lock.
final class FourierPlan: @unchecked Sendable {
  private struct Key: Hashable {
    var kind: FourierKind
    var elementType: ElementType
    var length: Int
    var rows: Int
  }

  private static let planner = Monitor(())
  private static let plans = Monitor<[Key: FourierPlan]>([:])
  private static let mostPlans = 256

  private let key: Key
  private let plan: OpaquePointer

  /// A plan for operands laid out like these, which are dense and start at a multiple of 16 bytes.
  static func plan(
    _ kind: FourierKind,
    length: Int,
    rows: Int,
    from input: Tensor,
    to output: Tensor
  ) -> FourierPlan {
    let key = Key(kind: kind, elementType: input.elementType, length: length, rows: rows)
    return plans.withLock { plans in
      if let plan = plans[key] { return plan }
      if plans.count >= mostPlans { plans = [:] }
      let plan = FourierPlan(key, input, output)
      plans[key] = plan
      return plan
    }
  }

  private init(_ key: Key, _ input: Tensor, _ output: Tensor) {
    self.key = key
    let n = [Int32(key.length)]
    let (rows, full, half) = (Int32(key.rows), Int32(key.length), Int32(key.length / 2 + 1))
    // Estimating does not touch the operands.
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT)
    let plan = Self.planner.withLock { _ -> OpaquePointer? in
      switch (key.elementType, key.kind) {
      case (.float32, .realForward):
        fftwf_plan_many_dft_r2c(
          1,
          n,
          rows,
          input.floats,
          nil,
          1,
          full,
          output.singles,
          nil,
          1,
          half,
          flags
        )
      case (.float32, .realBackward):
        fftwf_plan_many_dft_c2r(
          1,
          n,
          rows,
          input.singles,
          nil,
          1,
          half,
          output.floats,
          nil,
          1,
          full,
          flags
        )
      case (.float32, let kind):
        fftwf_plan_many_dft(
          1,
          n,
          rows,
          input.singles,
          nil,
          1,
          full,
          output.singles,
          nil,
          1,
          full,
          kind == .forward ? FFTW_FORWARD : FFTW_BACKWARD,
          flags
        )
      case (.float64, .realForward):
        fftw_plan_many_dft_r2c(
          1,
          n,
          rows,
          input.doubles,
          nil,
          1,
          full,
          output.pairs,
          nil,
          1,
          half,
          flags
        )
      case (.float64, .realBackward):
        fftw_plan_many_dft_c2r(
          1,
          n,
          rows,
          input.pairs,
          nil,
          1,
          half,
          output.doubles,
          nil,
          1,
          full,
          flags
        )
      case (.float64, let kind):
        fftw_plan_many_dft(
          1,
          n,
          rows,
          input.pairs,
          nil,
          1,
          full,
          output.pairs,
          nil,
          1,
          full,
          kind == .forward ? FFTW_FORWARD : FFTW_BACKWARD,
          flags
        )
      }
    }
    guard let plan else {
      preconditionFailure("FFTW has no plan for \(key.rows) rows of length \(key.length)")
    }
    self.plan = plan
  }

  deinit {
    Self.planner.withLock { _ in
      key.elementType == .float32 ? fftwf_destroy_plan(plan) : fftw_destroy_plan(plan)
    }
  }

  /// Runs the plan on operands of the layout it was made for.
  func execute(from input: Tensor, to output: Tensor) {
    withExtendedLifetime((self, input.storage, output.storage)) {
      switch (key.elementType, key.kind) {
      case (.float32, .realForward): fftwf_execute_dft_r2c(plan, input.floats, output.singles)
      case (.float32, .realBackward): fftwf_execute_dft_c2r(plan, input.singles, output.floats)
      case (.float32, _): fftwf_execute_dft(plan, input.singles, output.singles)
      case (.float64, .realForward): fftw_execute_dft_r2c(plan, input.doubles, output.pairs)
      case (.float64, .realBackward): fftw_execute_dft_c2r(plan, input.pairs, output.doubles)
      case (.float64, _): fftw_execute_dft(plan, input.pairs, output.pairs)
      }
    }
  }
}

extension Tensor {
  /// The elements as FFTW's complex numbers, which are two floats each.
  fileprivate var singles: UnsafeMutablePointer<fftwf_complex> {
    UnsafeMutableRawPointer(floats).assumingMemoryBound(to: fftwf_complex.self)
  }

  /// The elements as FFTW's complex numbers, which are two doubles each.
  fileprivate var pairs: UnsafeMutablePointer<fftw_complex> {
    UnsafeMutableRawPointer(doubles).assumingMemoryBound(to: fftw_complex.self)
  }
}
