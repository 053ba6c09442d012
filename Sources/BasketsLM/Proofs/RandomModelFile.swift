// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A model of random weights, of any shape and without a file: for proofs and measurements.
public struct RandomModelFile: ModelFile {
    public let name: String
    public let settings: DecoderSettings
    public let chatTemplate: String? = nil
    private let seed: UInt64
    private let shapes: [String: [Int]]

    public init(_ settings: DecoderSettings, name: String = "random", seed: UInt64 = 1) {
        self.name = name
        self.settings = settings
        self.seed = seed
        shapes = Self.shapes(settings)
    }

    /// Two layers of width 32, two key heads of four: small enough for a proof in seconds.
    public static var tiny: RandomModelFile {
        RandomModelFile(
            DecoderSettings(
                family: .llama, layers: 2, width: 32, heads: 4, keyHeads: 2, headWidth: 8,
                innerWidth: 48, vocabulary: ByteTokenizer.size, context: 512, normEpsilon: 1e-5,
                ropeBase: 10_000, tiesHead: true))
    }

    /// Shapes of published models.
    public enum Shape: String, Sendable, Hashable, CaseIterable {
        case smolLM2 = "smollm2-135m"
        case llama1B = "llama-1b"
        case llama8B = "llama-8b"
    }

    /// A model as large as a published one; its texts are noise, its cost is not.
    public static func like(_ shape: Shape) -> RandomModelFile {
        RandomModelFile(settings(shape), name: "random \(shape.rawValue)")
    }

    private static func settings(_ shape: Shape) -> DecoderSettings {
        switch shape {
        case .smolLM2:
            DecoderSettings(
                family: .llama, layers: 30, width: 576, heads: 9, keyHeads: 3, headWidth: 64,
                innerWidth: 1536, vocabulary: 49_152, context: 8192, normEpsilon: 1e-5,
                ropeBase: 100_000, tiesHead: true)
        case .llama1B:
            DecoderSettings(
                family: .llama, layers: 16, width: 2048, heads: 32, keyHeads: 8, headWidth: 64,
                innerWidth: 8192, vocabulary: 128_256, context: 8192, normEpsilon: 1e-5,
                ropeBase: 500_000, tiesHead: true)
        case .llama8B:
            DecoderSettings(
                family: .llama, layers: 32, width: 4096, heads: 32, keyHeads: 8, headWidth: 128,
                innerWidth: 14_336, vocabulary: 128_256, context: 8192, normEpsilon: 1e-5,
                ropeBase: 500_000, tiesHead: false)
        }
    }

    public var path: String { name }
    public var names: [String] { shapes.keys.sorted() }
    public func tokenizer() throws -> any Tokenizer { ByteTokenizer() }
    public func shape(of name: String) -> [Int]? { shapes[name] }

    /// Uniform values of standard deviation 1 / sqrt(columns); norms around 1.
    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let shape = shapes[name] else {
            throw LMError(.notFound, item: self.name, "has no tensor \(name).")
        }
        let random = RowRandom(seed: seed ^ TrainingPlan.hash(name))
        let isNorm = shape.count == 1 && !name.hasSuffix("bias")
        let spread = isNorm ? 0.1 : (3 / Double(shape.last ?? 1)).squareRoot()
        let middle = isNorm ? 1.0 : 0
        // Each value follows from its place alone: parts of a large matrix are drawn side by side.
        let part = 1 << 20
        nonisolated(unsafe) let values = destination
        DispatchQueue.concurrentPerform(iterations: (values.count + part - 1) / part) { number in
            for index in number * part..<min((number + 1) * part, values.count) {
                values[index] = Float(middle + spread * (2 * random.uniform(index) - 1))
            }
        }
    }

    private static func shapes(_ settings: DecoderSettings) -> [String: [Int]] {
        var shapes = [
            "model.embed_tokens.weight": [settings.vocabulary, settings.width],
            "model.norm.weight": [settings.width],
        ]
        if !settings.tiesHead { shapes["lm_head.weight"] = [settings.vocabulary, settings.width] }
        var norms = ["input_layernorm", "post_attention_layernorm"]
        if settings.hasPostNorms {
            norms += ["pre_feedforward_layernorm", "post_feedforward_layernorm"]
        }
        for layer in 0..<settings.layers {
            for norm in norms { shapes["model.layers.\(layer).\(norm).weight"] = [settings.width] }
            if settings.hasHeadNorms {
                for part in ["q_norm", "k_norm"] {
                    shapes["model.layers.\(layer).self_attn.\(part).weight"] = [settings.headWidth]
                }
            }
            for projection in Projection.allCases {
                let (out, input) = projection.shape(settings)
                let path = projection.path(layer: layer)
                shapes["\(path).weight"] = [out, input]
                if settings.hasProjectionBias { shapes["\(path).bias"] = [out] }
            }
        }
        return shapes
    }
}

/// Bytes as tokens, and one token that ends a text: the vocabulary of ``RandomModelFile/tiny``.
public struct ByteTokenizer: Tokenizer {
    static let size = 257
    public let vocabularySize = ByteTokenizer.size
    public let specials = SpecialTokens(end: 256, control: [256])

    public init() {}

    public func encode(_ text: String) -> [Int32] { text.utf8.map(Int32.init) }

    public func decode(_ tokens: [Int32]) -> String {
        String(decoding: tokens.flatMap(bytes), as: UTF8.self)
    }

    public func bytes(of token: Int32) -> [UInt8] { UInt8(exactly: token).map { [$0] } ?? [] }

    public func id(of token: String) -> Int32? { token == "<end>" ? 256 : nil }
}
