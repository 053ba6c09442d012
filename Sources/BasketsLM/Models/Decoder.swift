// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// A causal decoder of the Llama family, Qwen 2 and 3, Mistral, Falcon 3 or Gemma 3 (text).
///
/// B rows, T tokens, W width, H heads, K key heads, D width of a head, F inner width, V vocabulary.
/// Activations are kept as [B * T, W]; attention alone sees rows.
final class Decoder {
    let settings: DecoderSettings
    let type: ElementType
    private let embedding: FrozenMatrix  // [V, W]
    private let head: FrozenMatrix  // [V, W]
    private let norm: Tensor  // [W]
    private let layers: [DecoderLayer]
    private let fullRope: RopeFrequencies
    private let slidingRope: RopeFrequencies
    /// Tokens that went through the layers so far; what texts of a batch share counts once.
    private(set) var tokensRead = 0

    init(_ weights: WeightLoader) throws {
        let settings = weights.settings
        self.settings = settings
        type = weights.type
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
        enum Span {
            /// Rows of equally many columns, padded: B rows of T.
            case columns(AttentionSpan)
            /// Texts one behind the other: one row. The places of their keys, where those do not
            /// stand in their order.
            case texts(TextSpan, keys: Tensor?)
        }

        let fullTable: Tensor  // [B, T, D / 2, 2]
        let slidingTable: Tensor
        let span: Span
        let rows: Int
        /// Columns that a cache has grown by behind them.
        let columns: Int
    }

    /// - Parameter positions: place of each token in its own text, [B * T].
    func places(positions: [Int32], rows: Int, span: AttentionSpan) throws -> Places {
        try places(positions, rows, .columns(span), columns: positions.count / max(rows, 1))
    }

    private func places(
        _ positions: [Int32], _ rows: Int, _ span: Places.Span, columns: Int
    ) throws -> Places {
        let full = try fullRope.table(positions: positions, rows: rows).converted(to: type)
        let sliding =
            settings.slidingRopeBase == nil
            ? full
            : try slidingRope.table(positions: positions, rows: rows).converted(to: type)
        return Places(
            fullTable: full, slidingTable: sliding, span: span, rows: rows, columns: columns)
    }

    func places(_ batch: TextBatch) throws -> Places {
        try places(
            batch.positions, 1, .texts(batch.span(), keys: batch.keyPlaces()),
            columns: batch.longest)
    }

    /// Last layer's output before the final norm, [B * T, W], for tokens int32 [B * T].
    func hidden(
        _ tokens: Tensor, at places: Places, cache: KeyValueCache? = nil, lora: LoRA? = nil
    ) throws -> Tensor {
        tokensRead += tokens.count
        var x = try embedding.rows(tokens)  // [B * T, W]
        if let scale = settings.embeddingScale { x = try x * scale }
        for layer in layers {
            x = try layer.forward(x, at: places, cache: cache, lora: lora)
        }
        cache?.advance(places.columns)
        return x
    }

    /// Logits [M, V] of hidden rows [M, W], float32 where all else is rounded.
    func logits(_ hidden: Tensor) throws -> Tensor {
        let logits = try head.product(
            rmsNorm(hidden, weight: norm, epsilon: settings.normEpsilon))
        return type == .bfloat16 ? try logits.converted(to: .float32) : logits
    }

    /// Rows of logits at a time, where all are made: 64 x 262,144 floats are 67 MB. A GPU waits for
    /// each part, and has the memory.
    private static let logitRows = Engine.hasGPU ? 1024 : 64

    /// Natural log of the probability of target i [M] behind the place i [M] of hidden [N, W], in
    /// parts in order. M such places.
    ///
    /// - Parameter differentiated: false: the result has no gradient.
    func logProbabilities(
        of targets: [Int32], at places: [Int32], _ hidden: Tensor, differentiated: Bool
    ) throws -> [Tensor] {
        func part(_ range: Range<Int>) throws -> (rows: Tensor, targets: Tensor) {
            let rows = try hidden.rows(Tensor(Array(places[range]), shape: [range.count]))
            return (rows, try Tensor(Array(targets[range]), shape: [range.count]))
        }
        if case .packed(let head) = head {
            let (rows, targets) = try part(0..<places.count)
            let x = try rmsNorm(rows, weight: norm, epsilon: settings.normEpsilon)
            return [try head.logProbability(of: targets, x, differentiated: differentiated)]
        }
        return try stride(from: 0, to: places.count, by: Self.logitRows).map { start in
            let (rows, targets) = try part(start..<min(start + Self.logitRows, places.count))
            let values = try logProbability(of: targets, logits: logits(rows))
            // Without a gradient nothing has to be kept: one part's logits at a time.
            if !differentiated { try evaluate([values]) }
            return values
        }
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
