// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What models of a known size do with tokens: operations, and bytes from the memory of GPUs. Of
/// dense decoders in bfloat16; attention is left out, which at these lengths is little.
struct GPUWork: Sendable, Hashable {
    var flop = 0.0
    var bytes = 0.0

    /// A forward pass takes two operations a weight and token (Kaplan et al. 2020, 2.1).
    static func reading(_ tokens: Double, parameters: Double) -> GPUWork {
        GPUWork(flop: 2 * parameters * tokens, bytes: 0)
    }

    /// Each step of writing reads all weights once, for all rows that are written side by side.
    static func writing(
        read: Double, written: Double, parameters: Double, rows: Double
    ) -> GPUWork {
        GPUWork(
            flop: 2 * parameters * (read + written), bytes: 2 * parameters * written / rows)
    }

    /// Forward, and back through the activations; frozen weights have no gradient of their own.
    /// Weights are read in both for each micro-batch.
    static func training(
        _ tokens: Double, parameters: Double, microBatches: Double
    ) -> GPUWork {
        GPUWork(flop: 4 * parameters * tokens, bytes: 2 * 2 * parameters * microBatches)
    }

    /// GPU-seconds: of operations or bytes, whichever take longer.
    func seconds(_ gpu: Assumptions.GPU) -> Double {
        max(flop / (gpu.flops * gpu.share), bytes / (gpu.bandwidth * gpu.share))
    }
}
