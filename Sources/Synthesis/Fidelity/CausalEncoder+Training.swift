internal import NeuralNetworks
public import Tensors

extension CausalEncoder {
  /// The sizes of an encoder that is trained anew in seconds: as deep as the windows are long.
  public static func smallSizes(length: Int) -> Sizes {
    var sizes = Sizes()
    (sizes.width, sizes.reducedSize, sizes.outputSize) = (24, 64, 32)
    sizes.depth = max(2, Int.bitWidth - max(1, length - 1).leadingZeroBitCount)
    return sizes
  }

  /// An encoder trained on real windows alone: parts of one window are to be alike, parts of others not.
  ///
  /// - Parameters:
  ///   - windows: Of shape `[window, variable, step]`; at least two.
  ///   - sizes: The sizes of the encoder.
  ///   - iterations: The steps of training.
  /// - Throws: `training`.
  /// - Source: Franceschi, Dieuleveut and Jaggi 2019, algorithm 1, with the loss of `tripletLoss`.
  public static func trained(
    on windows: Tensor,
    sizes: Sizes,
    iterations: Int,
    seed: UInt64
  ) throws(SynthesisError) -> CausalEncoder {
    let (count, length) = (windows.shape[0], windows.shape[2])
    let (batch, negativeCount) = (16, 5)
    var random = RandomStream(seed: seed, name: "encoder")
    var trainer = Trainer(
      CausalEncoder(sizes, using: &random),
      Adam(learningRate: 1e-3),
      TrainingPlan(examples: 1, batchSize: 1, epochs: iterations, seed: seed)
    )
    do {
      try trainer.run { encoder, step in
        var random = step.random
        // A number from 1 to a most.
        func drawn(_ most: Int) -> Int { 1 + Int(random.uniform() * Double(most)) }
        let positiveLength = drawn(length)
        let referenceLength = positiveLength + drawn(length - positiveLength + 1) - 1
        let negativeLength = drawn(length)
        var (references, positives, negatives): ([Tensor], [Tensor], [Tensor]) = ([], [], [])
        for _ in 0..<batch {
          let own = windows[drawn(count) - 1]
          let first = drawn(length - referenceLength + 1) - 1
          let inside = first + drawn(referenceLength - positiveLength + 1) - 1
          references.append(own.sliced(first..<first + referenceLength, along: 1))
          positives.append(own.sliced(inside..<inside + positiveLength, along: 1))
          for _ in 0..<negativeCount {
            let other = windows[drawn(count) - 1]
            let start = drawn(length - negativeLength + 1) - 1
            negatives.append(other.sliced(start..<start + negativeLength, along: 1))
          }
        }
        return tripletLoss(
          reference: encoder(.stacked(references)),
          positive: encoder(.stacked(positives)),
          negatives: encoder(.stacked(negatives))
            .reshaped(to: [batch, negativeCount, sizes.outputSize])
        )
      }
    } catch {
      throw .training(error)
    }
    return trainer.model
  }
}
