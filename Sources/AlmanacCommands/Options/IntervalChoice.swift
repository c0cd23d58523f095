public import CommandLineKit
public import Forecasting

extension IntervalMethod: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "method" }
}
