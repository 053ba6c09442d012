// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor

/// Shape and constants of a decoder, as its `config.json` or GGUF metadata state them.
public struct DecoderSettings: Sendable, Hashable {
    public enum Family: String, Sendable, Hashable, CaseIterable {
        case llama, mistral, qwen2, qwen3, gemma3
    }

    /// How rotary frequencies are stretched for long contexts.
    public enum RopeScaling: Sendable, Hashable {
        case none
        case linear(factor: Double)
        /// Llama 3's: low frequencies divided by `factor`, high ones kept, a ramp between.
        case llama3(
            factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double,
            originalContext: Int)
        /// Divisors of each frequency as the file gives them (GGUF's `rope_freqs`), [D / 2].
        case divisors([Float])
    }

    public var family: Family
    public var layers: Int
    /// Width of the residual stream.
    public var width: Int
    public var heads: Int
    public var keyHeads: Int
    /// Width of one head.
    public var headWidth: Int
    /// Width of the feed-forward part.
    public var innerWidth: Int
    public var vocabulary: Int
    /// Longest text in tokens that the model was made for.
    public var context: Int
    public var normEpsilon: Float
    public var ropeBase: Double
    public var ropeScaling: RopeScaling
    /// Rope base of the layers with a sliding window, where it differs (Gemma 3); those are not scaled.
    public var slidingRopeBase: Double?
    /// Tokens that a sliding layer sees, its own included; nil: all layers see everything.
    public var window: Int?
    /// For each layer, whether it slides; empty without a window.
    public var slides: [Bool]
    public var activation: Activation
    /// Factor on queries times keys: 1 / sqrt(head width) unless the model says otherwise.
    public var attentionScale: Float
    /// Factor on embeddings (Gemma: sqrt(width)).
    public var embeddingScale: Float?
    /// The output matrix is the embedding.
    public var tiesHead: Bool
    /// Queries, keys and values have a bias (Qwen 2).
    public var hasProjectionBias: Bool
    /// Queries and keys are normalized per head (Qwen 3, Gemma 3).
    public var hasHeadNorms: Bool
    /// Norms behind attention and feed-forward as well as before (Gemma 3).
    public var hasPostNorms: Bool
    /// Norms multiply by their weight + 1 (Gemma). ``ModelFile`` gives the weight without the 1, also out
    /// of GGUF files, which store it with.
    public var normsAddOne: Bool

    public init(
        family: Family, layers: Int, width: Int, heads: Int, keyHeads: Int, headWidth: Int,
        innerWidth: Int, vocabulary: Int, context: Int, normEpsilon: Float, ropeBase: Double,
        ropeScaling: RopeScaling = .none, slidingRopeBase: Double? = nil, window: Int? = nil,
        slides: [Bool] = [], activation: Activation = .silu, attentionScale: Float? = nil,
        embeddingScale: Float? = nil, tiesHead: Bool = false, hasProjectionBias: Bool = false,
        hasHeadNorms: Bool = false, hasPostNorms: Bool = false, normsAddOne: Bool = false
    ) {
        self.family = family
        self.layers = layers
        self.width = width
        self.heads = heads
        self.keyHeads = keyHeads
        self.headWidth = headWidth
        self.innerWidth = innerWidth
        self.vocabulary = vocabulary
        self.context = context
        self.normEpsilon = normEpsilon
        self.ropeBase = ropeBase
        self.ropeScaling = ropeScaling
        self.slidingRopeBase = slidingRopeBase
        self.window = window
        self.slides = slides
        self.activation = activation
        self.attentionScale = attentionScale ?? 1 / Float(headWidth).squareRoot()
        self.embeddingScale = embeddingScale
        self.tiesHead = tiesHead
        self.hasProjectionBias = hasProjectionBias
        self.hasHeadNorms = hasHeadNorms
        self.hasPostNorms = hasPostNorms
        self.normsAddOne = normsAddOne
    }
}
