internal import CKernels

extension Kernels {
  /// The bytes of the registers that kernels use on this thread.
  static var registerBytes: Int { almanac_register_bytes() }

  /// Runs `body` with registers of at most `bytes` on this thread, so that every form of a kernel can be
  /// tried on one processor.
  static func withRegisters<Result>(ofAtMost bytes: Int, _ body: () throws -> Result) rethrows
    -> Result
  {
    precondition(bytes >= 16, "registers of \(bytes) bytes")
    let before = almanac_limit_registers(bytes)
    defer { _ = almanac_limit_registers(before) }
    return try body()
  }
}
