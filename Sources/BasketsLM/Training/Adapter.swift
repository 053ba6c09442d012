// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation

/// Trained LoRA weights: for each site a [R, in] and b [out, R], row-major.
public struct Adapter: Sendable, Hashable {
    public struct Matrices: Sendable, Hashable {
        public var a: [Float]
        public var b: [Float]
    }

    public var settings: LoRASettings
    public var matrices: [Site: Matrices]

    public init(settings: LoRASettings, matrices: [Site: Matrices]) {
        self.settings = settings
        self.matrices = matrices
    }

    /// A fresh adapter: a uniform within 1 / sqrt(in), as PEFT draws it; b zero, so that it changes
    /// nothing.
    public static func initial(
        _ settings: LoRASettings, decoder: DecoderSettings, seed: UInt64
    ) -> Adapter {
        var matrices: [Site: Matrices] = [:]
        for site in Site.all(decoder) {
            let (out, input) = site.projection.shape(decoder)
            let bound = 1 / Double(input).squareRoot()
            let random = RowRandom(seed: seed ^ TrainingPlan.hash(site.path))
            let a = (0..<settings.rank * input).map {
                Float((2 * random.uniform($0) - 1) * bound)
            }
            matrices[site] = Matrices(
                a: a, b: [Float](repeating: 0, count: out * settings.rank))
        }
        return Adapter(settings: settings, matrices: matrices)
    }

    /// - Throws: `LMError` when a matrix does not fit the decoder.
    func lora(_ decoder: DecoderSettings) throws -> LoRA {
        let rank = settings.rank
        var pairs: [Site: LoRAPair] = [:]
        try check(decoder)
        for (site, matrices) in matrices {
            let (out, input) = site.projection.shape(decoder)
            pairs[site] = LoRAPair(
                a: try Tensor(matrices.a, shape: [rank, input]),
                b: try Tensor(matrices.b, shape: [out, rank]))
        }
        return LoRA(pairs: pairs, scale: settings.scale)
    }

    /// - Parameter item: what the adapter is called, for an error.
    /// - Throws: `LMError` when it is no adapter of a model of these sizes.
    public func check(_ decoder: DecoderSettings, item: String = "adapter") throws {
        for (site, matrices) in matrices.sorted(by: { $0.key.path < $1.key.path }) {
            let (out, input) = site.projection.shape(decoder)
            guard site.layer < decoder.layers, matrices.a.count == settings.rank * input,
                matrices.b.count == out * settings.rank
            else {
                throw LMError(
                    .badInput, item: item,
                    "has a matrix for \(site.path) that does not fit the model.",
                    remedy: "Use the model that the adapter was trained on.")
            }
        }
    }
}
