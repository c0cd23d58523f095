internal import CWeights
internal import NeuralNetworks

extension ExpectedErrors {
  /// What was learnt from the errors of `auto` on public series before the program was built
  /// (`Benchmarks/forecastability`); nil if the program was built with a damaged file, which a test
  /// rules out.
  public static let shipped: ExpectedErrors? = {
    var count = 0
    let start = almanac_expected_errors(&count)
    // The bytes are a constant of the program.
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    return try? ExpectedErrors(WeightsFile(bytes: bytes, allowsWholeNumbers: true))
  }()
}
