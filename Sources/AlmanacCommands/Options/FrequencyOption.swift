public import CommandLineKit
public import TimeSeries

extension Frequency: OptionValue {
  /// What a right value is.
  public static var expected: String {
    "a frequency such as \(acceptedSpellings.joined(separator: ", "))"
  }
  /// The word that stands for a value in help.
  public static var placeholder: String { "frequency" }
}
