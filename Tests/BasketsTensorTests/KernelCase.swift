// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

/// A fused kernel beside its slow twin in Double.
struct KernelCase {
    /// What the kernel has a gradient for.
    let inputs: [Numbers]
    var allowed = Self.tolerance
    let kernel: ([Tensor]) throws -> Tensor
    let twin: ([[Double]]) -> [Double]

    /// Float32 keeps 6e-8 of a value; sums of up to 200 terms and the kernels' exponential (1e-7)
    /// stay under 1e-5 of the largest value. A missing or doubled term is far above it.
    static let tolerance = 1e-5

    /// Fused kernel, plain operations and twin agree in values and gradients.
    func expectAgreement(_ location: SourceLocation = #_sourceLocation) throws {
        let expected = twin(inputs.map(\.values))
        let weights = Numbers(random: [expected.count], seed: 99)
        let slopes = numericalGradients(at: inputs, most: 60) { moved in
            zip(twin(moved.map(\.values)), weights.values).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let fused = try run(weights)
        let plain = try withoutFusedKernels { try run(weights) }
        for (name, found) in [("fused", fused), ("plain", plain)] {
            #expect(
                difference(found.values, expected) < allowed, "values, \(name)",
                sourceLocation: location)
            for (index, slopes) in slopes.enumerated() {
                let gradient = slopes.map { found.gradients[index][$0.place] }
                #expect(
                    difference(gradient, slopes.map(\.slope)) < allowed,
                    "gradient of input \(index), \(name)", sourceLocation: location)
            }
        }
        for (a, b) in zip(fused.gradients, plain.gradients) {
            #expect(
                difference(a, b) < allowed, "gradient, fused and plain",
                sourceLocation: location)
        }
    }

    /// Values, and gradients of their sum weighted by `weights`.
    func run(_ weights: Numbers) throws -> (values: [Double], gradients: [[Double]]) {
        let tensors = try inputs.map { try $0.tensor() }
        let values = try kernel(tensors).doubles()
        let (_, gradients) = try valueAndGradients(at: tensors) { inputs in
            let flat = try kernel(inputs).reshaped([-1])
            return try (flat * weights.tensor()).sum()
        }
        return (values, try gradients.map { try $0.doubles() })
    }
}
