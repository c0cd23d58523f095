public import CommandLineKit
public import Forecasting

extension NeuralLoss: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "loss" }
}
