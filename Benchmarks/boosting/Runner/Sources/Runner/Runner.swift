import Forecasting
import Glibc
import Parallelism

/// Fits trees to the numbers in a folder, and prints the processor time of fitting and predicting.
///
/// usage: Runner FOLDER LOSS ROUNDS LEAVES THREADS
///
/// The folder holds single-precision numbers: `train_x`, column by column, and `train_y`, the same for
/// `test`, and `kinds`, 1 for a category. The predictions go to `predictions`.
@main
enum Runner {
  static func main() {
    let words = CommandLine.arguments
    guard words.count == 6, let rounds = Int(words[3]), let leaves = Int(words[4]),
      let threads = Int(words[5])
    else {
      print("usage: Runner FOLDER LOSS ROUNDS LEAVES THREADS")
      exit(64)
    }
    let folder = words[1]
    let losses: [String: BoostingLoss] = [
      "squared": .squared, "absolute": .absolute, "poisson": .poisson,
      "tweedie": .tweedie(power: 1.1), "quantile": .quantiles([0.2]),
      "nine": .quantiles((1...9).map { Double($0) / 10 }),
    ]
    guard let loss = losses[words[2]] else { exit(64) }
    var options = BoostingOptions()
    (options.rounds, options.leaves) = (rounds, leaves)
    let (train, test) = (examples("train", in: folder), examples("test", in: folder))
    withThreads(threads) {
      let clock = threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC
      let start = seconds(clock)
      let trees = GradientBoosting(loss, options: options).fitted(to: train)
      let fitted = seconds(clock)
      let predictions = trees.predictions(for: test.table)
      print(fitted - start, seconds(clock) - fitted)
      guard let file = fopen("\(folder)/predictions", "wb") else { exit(74) }
      _ = predictions.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      fclose(file)
    }
  }

  static func seconds(_ clock: Int32) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  static func numbers(_ path: String) -> [Float] {
    guard let file = fopen(path, "rb") else { exit(66) }
    fseek(file, 0, SEEK_END)
    var numbers = [Float](repeating: 0, count: ftell(file) / 4)
    rewind(file)
    _ = numbers.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    fclose(file)
    return numbers
  }

  static func examples(_ name: String, in folder: String) -> GradientBoosting.Examples {
    let (targets, kinds) = (numbers("\(folder)/\(name)_y"), numbers("\(folder)/kinds"))
    let cells = numbers("\(folder)/\(name)_x")
    let columns = kinds.indices.map { column in
      FeatureTable.Column(
        name: "\(column)",
        kind: kinds[column] == 1 ? .category : .number,
        values: Array(cells[column * targets.count..<(column + 1) * targets.count])
      )
    }
    return GradientBoosting.Examples(FeatureTable(columns), targets: targets)
  }
}
