// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

// B batch, T tokens, S key columns, H heads, K key heads, D width of a head, W width, F width of
// the feed-forward part, V vocabulary, M rows. All float32 unless stated. On CPU each is one fused
// kernel; elsewhere, and with ``Engine/useFusedKernels(_:)`` off, the same from plain operations.

/// x [.., W], weight [W] -> x / sqrt(mean(x^2) + epsilon) * weight. The weight has no gradient.
public func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float) throws(TensorError) -> Tensor {
    try make("rms norm") { bt_rms_norm($0, x.handle, weight.handle, epsilon) }
}

/// x [.., W], weight and bias [W] -> normalized to mean 0 and variance 1, scaled and shifted.
/// Without a gradient.
public func layerNorm(
    _ x: Tensor, weight: Tensor, bias: Tensor, epsilon: Float
) throws(TensorError) -> Tensor {
    try make("layer norm") {
        bt_layer_norm($0, x.handle, weight.handle, bias.handle, epsilon)
    }
}

/// x -> x / 2 (1 + erf(x / sqrt 2)): GELU in its exact form, as BERT's encoders have it. Without a
/// gradient.
public func gelu(_ x: Tensor) throws(TensorError) -> Tensor {
    try make("gelu") { bt_gelu($0, x.handle) }
}

public enum Activation: String, Sendable, Hashable, Codable {
    case silu
    /// GELU in its tanh form.
    case geluTanh = "gelu_tanh"
}

/// gate, up [.., F] -> activation(gate) * up: SwiGLU or GeGLU (Shazeer 2020).
public func gated(
    _ gate: Tensor, _ up: Tensor, _ activation: Activation
) throws(TensorError) -> Tensor {
    let kind = activation == .silu ? BT_SILU : BT_GELU_TANH
    return try make("gated") { bt_gated($0, kind, gate.handle, up.handle) }
}

/// Rotary positions: x [B, T, H, D], table [B, T, D / 2, 2] (cosine, sine) -> x with the halves of
/// each head rotated, as in Hugging Face's Llama.
public func rope(_ x: Tensor, table: Tensor) throws(TensorError) -> Tensor {
    try make("rope") { bt_rope($0, x.handle, table.handle) }
}

/// Which keys a query may see.
public struct AttentionSpan {
    /// First and end column of each row's keys, int32 [B].
    let start: Tensor
    let end: Tensor
    /// Column of the first query.
    let offset: Int
    /// 0: all earlier keys; else so many of the latest, the query's own included.
    let window: Int
    let causal: Bool

    public init(start: Tensor, end: Tensor, offset: Int, window: Int = 0, causal: Bool = true) {
        self.start = start
        self.end = end
        self.offset = offset
        self.window = window
        self.causal = causal
    }

    public func windowed(_ window: Int) -> AttentionSpan {
        AttentionSpan(start: start, end: end, offset: offset, window: window, causal: causal)
    }
}

/// q [B, T, H, D], k and v [B, S, K, D], H a multiple of K -> [B, T, H, D].
/// A query that may see no key gives zeros.
public func attention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, span: AttentionSpan, scale: Float
) throws(TensorError) -> Tensor {
    try make("attention") {
        bt_attention(
            $0, q.handle, k.handle, v.handle, span.start.handle, span.end.handle, scale,
            Int32(span.offset), Int32(span.window), span.causal)
    }
}

/// Texts that lie one behind the other, without padding.
public struct TextSpan {
    /// Place behind the last query and the last key of each text. A text's queries are its last
    /// places: it has at least as many keys.
    let queryEnds: [Int32]
    let keyEnds: [Int32]
    let window: Int
    let causal: Bool

    /// - Parameter window: 0: all earlier keys; else so many of the latest, the query's own included.
    public init(queryEnds: [Int32], keyEnds: [Int32], window: Int = 0, causal: Bool = true) {
        self.queryEnds = queryEnds
        self.keyEnds = keyEnds
        self.window = window
        self.causal = causal
    }

    public func windowed(_ window: Int) -> TextSpan {
        TextSpan(queryEnds: queryEnds, keyEnds: keyEnds, window: window, causal: causal)
    }
}

/// q [N, H, D], k and v [S, K, D] of texts one behind the other, H a multiple of K -> [N, H, D].
public func attention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, texts: TextSpan, scale: Float
) throws(TensorError) -> Tensor {
    guard texts.queryEnds.count == texts.keyEnds.count else {
        throw TensorError(operation: "attention", message: "texts differ in number")
    }
    return try make("attention") {
        bt_attention_of_texts(
            $0, q.handle, k.handle, v.handle, texts.queryEnds, texts.keyEnds,
            Int32(texts.queryEnds.count), scale, Int32(texts.window), texts.causal)
    }
}

/// logits [M, V], targets [M] int32 -> natural log of each target's probability [M].
public func logProbability(of targets: Tensor, logits: Tensor) throws(TensorError) -> Tensor {
    try make("log probability") { bt_log_probability($0, logits.handle, targets.handle) }
}

/// x [B, ..], keys [B, 2] uint32: each element kept with probability 1 - rate and scaled by
/// 1 / (1 - rate). The mask depends on the row's key and the place inside the row alone.
public func dropout(_ x: Tensor, keys: Tensor, rate: Float) throws(TensorError) -> Tensor {
    let rows = Int32(x.shape.first ?? 0)
    return try dropped(
        x, TextDropout(rate: rate, keys: keys, ends: Array(0..<rows).map { $0 + 1 }))
}

/// x [N, ..], rows of texts -> each element kept or 0, as `dropout` says.
public func dropped(_ x: Tensor, _ dropout: TextDropout) throws(TensorError) -> Tensor {
    try make("dropout") {
        bt_dropout(
            $0, x.handle, dropout.keys.handle, dropout.ends, Int32(dropout.ends.count),
            dropout.rate)
    }
}
