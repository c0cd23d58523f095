public import CommandLineKit
public import Forecasting

extension Network.Architecture: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "network" }
}

extension NetworkSize: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "size" }
}
