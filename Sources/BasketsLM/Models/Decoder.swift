// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// A causal decoder of the Llama family, Qwen 2 and 3, Mistral, Falcon 3 or Gemma 3 (text).
///
/// B rows, T tokens, W width, H heads, K key heads, D width of a head, F inner width, V vocabulary.
/// Activations are kept as [B * T, W]; attention alone sees rows.
final class Decoder {
    let settings: DecoderSettings
    private let embedding: Tensor  // [V, W]
    private let head: Tensor  // [V, W]
    private let norm: Tensor  // [W]
    private let layers: [DecoderLayer]
    private let fullRope: RopeFrequencies
    private let slidingRope: RopeFrequencies

    init(_ weights: WeightLoader) throws {
        let settings = weights.settings
        self.settings = settings
        embedding = try weights.matrix(
            "model.embed_tokens.weight", settings.vocabulary, settings.width)
        head =
            settings.tiesHead
            ? embedding
            : try weights.matrix("lm_head.weight", settings.vocabulary, settings.width)
        norm = try weights.norm("model.norm.weight", settings.width)
        layers = try (0..<settings.layers).map { try DecoderLayer(weights, number: $0) }
        fullRope = RopeFrequencies(
            base: settings.ropeBase, headWidth: settings.headWidth, scaling: settings.ropeScaling)
        slidingRope =
            settings.slidingRopeBase.map {
                RopeFrequencies(base: $0, headWidth: settings.headWidth, scaling: .none)
            } ?? fullRope
    }

    /// What attention needs to know of the places of a batch.
    struct Places {
        let fullTable: Tensor  // [B, T, D / 2, 2]
        let slidingTable: Tensor
        let span: AttentionSpan
        let rows: Int
    }

    /// - Parameter positions: place of each token in its own text, [B * T].
    func places(positions: [Int32], rows: Int, span: AttentionSpan) throws -> Places {
        let type = embedding.type
        let full = try fullRope.table(positions: positions, rows: rows).converted(to: type)
        let sliding =
            settings.slidingRopeBase == nil
            ? full
            : try slidingRope.table(positions: positions, rows: rows).converted(to: type)
        return Places(fullTable: full, slidingTable: sliding, span: span, rows: rows)
    }

    func places(_ batch: TokenBatch) throws -> Places {
        try places(positions: batch.positions, rows: batch.rows, span: batch.span())
    }

    /// Last layer's output before the final norm, [B * T, W], for tokens int32 [B * T].
    func hidden(
        _ tokens: Tensor, at places: Places, cache: KeyValueCache? = nil, lora: LoRA? = nil
    ) throws -> Tensor {
        var x = try embedding.rows(tokens)  // [B * T, W]
        if let scale = settings.embeddingScale { x = try x * scale }
        for layer in layers {
            x = try layer.forward(x, at: places, cache: cache, lora: lora)
        }
        cache?.advance(tokens.count / places.rows)
        return x
    }

    /// Logits [M, V] of hidden rows [M, W].
    func logits(_ hidden: Tensor) throws -> Tensor {
        let x = try rmsNorm(hidden, weight: norm, epsilon: settings.normEpsilon)
        return try matmul(x, head.transpose)
    }

    /// Adds scale * b a to the weight of every site of `lora`, until ``unmerge()``.
    func merge(_ lora: LoRA) throws {
        for layer in layers { try layer.merge(lora) }
    }

    /// Puts the weights as they were loaded back, exactly.
    func unmerge() {
        for layer in layers { layer.unmerge() }
    }
}
