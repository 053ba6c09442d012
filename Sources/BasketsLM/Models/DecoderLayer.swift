// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// One layer: attention and a gated feed-forward part, each added to the residual stream.
final class DecoderLayer {
    private let settings: DecoderSettings
    private let number: Int
    private let slides: Bool
    private var maps: [Projection: LinearMap] = [:]
    private let inputNorm: Tensor
    private let feedForwardNorm: Tensor
    private let queryNorm: Tensor?
    private let keyNorm: Tensor?
    private let attentionPostNorm: Tensor?
    private let feedForwardPostNorm: Tensor?

    init(_ weights: WeightLoader, number: Int) throws {
        let settings = weights.settings
        self.settings = settings
        self.number = number
        slides = settings.slides.indices.contains(number) && settings.slides[number]
        func norm(_ name: String, _ width: Int, where has: Bool = true) throws -> Tensor? {
            guard has else { return nil }
            return try weights.norm("model.layers.\(number).\(name).weight", width)
        }
        func needed(_ name: String) throws -> Tensor {
            try weights.norm("model.layers.\(number).\(name).weight", settings.width)
        }
        let post = settings.hasPostNorms
        inputNorm = try needed("input_layernorm")
        feedForwardNorm = try needed(
            post ? "pre_feedforward_layernorm" : "post_attention_layernorm")
        attentionPostNorm = try norm("post_attention_layernorm", settings.width, where: post)
        feedForwardPostNorm = try norm("post_feedforward_layernorm", settings.width, where: post)
        queryNorm = try norm(
            "self_attn.q_norm", settings.headWidth, where: settings.hasHeadNorms)
        keyNorm = try norm("self_attn.k_norm", settings.headWidth, where: settings.hasHeadNorms)
        for projection in Projection.allCases {
            maps[projection] = try LinearMap(weights, Site(layer: number, projection: projection))
        }
    }

    /// x [B * T, W] -> [B * T, W]
    func forward(
        _ x: Tensor, at places: Decoder.Places, cache: KeyValueCache?, lora: LoRA?
    ) throws -> Tensor {
        let epsilon = settings.normEpsilon
        func map(_ input: Tensor, _ projection: Projection) throws -> Tensor {
            let site = Site(layer: number, projection: projection)
            guard let map = maps[projection] else { return input }
            return try map.forward(input, at: site, lora: lora)
        }

        var attended = try rmsNorm(x, weight: inputNorm, epsilon: epsilon)
        attended = try attend(attended, at: places, cache: cache, map)
        if let attentionPostNorm {
            attended = try rmsNorm(attended, weight: attentionPostNorm, epsilon: epsilon)
        }
        let middle = try x + attended

        let normed = try rmsNorm(middle, weight: feedForwardNorm, epsilon: epsilon)
        let inner = try gated(map(normed, .gate), map(normed, .up), settings.activation)
        var fed = try map(inner, .down)
        if let feedForwardPostNorm {
            fed = try rmsNorm(fed, weight: feedForwardPostNorm, epsilon: epsilon)
        }
        return try middle + fed
    }

    private func attend(
        _ x: Tensor, at places: Decoder.Places, cache: KeyValueCache?,
        _ map: (Tensor, Projection) throws -> Tensor
    ) throws -> Tensor {
        func heads(_ projection: Projection, _ count: Int, norm: Tensor?) throws -> Tensor {
            let flat = try map(x, projection)
            let split = try flat.reshaped([places.rows, -1, count, settings.headWidth])
            guard let norm else { return split }
            return try rmsNorm(split, weight: norm, epsilon: settings.normEpsilon)
        }
        let table = slides ? places.slidingTable : places.fullTable
        let q = try rope(heads(.query, settings.heads, norm: queryNorm), table: table)
        let k = try rope(heads(.key, settings.keyHeads, norm: keyNorm), table: table)
        let v = try heads(.value, settings.keyHeads, norm: nil)
        let y = try attend(q, k, v, places.span, cache)
        return try map(y.reshaped([-1, settings.heads * settings.headWidth]), .output)
    }

    /// q [B, T, H, D], k and v [B, T, K, D] -> the same shape as q
    private func attend(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, _ span: Decoder.Places.Span, _ cache: KeyValueCache?
    ) throws -> Tensor {
        let window = slides ? settings.window ?? 0 : 0
        switch span {
        case .columns(let span):
            let (k, v) = try cache?.append(layer: number, keys: k, values: v) ?? (k, v)
            return try attention(
                q, k, v, span: span.windowed(window), scale: settings.attentionScale)
        case .texts(let texts, let places):
            func flat(_ x: Tensor, _ heads: Int) throws -> Tensor {
                try x.reshaped([-1, heads, settings.headWidth])
            }
            let (k, v) = (try flat(k, settings.keyHeads), try flat(v, settings.keyHeads))
            try cache?.fill(layer: number, keys: k, values: v)
            func ordered(_ x: Tensor) throws -> Tensor { try places.map { try x.rows($0) } ?? x }
            return try attention(
                flat(q, settings.heads), ordered(k), ordered(v), texts: texts.windowed(window),
                scale: settings.attentionScale)
        }
    }

    func merge(_ lora: LoRA) throws {
        for (projection, map) in maps {
            try map.merge(lora, at: Site(layer: number, projection: projection))
        }
    }

    func unmerge() {
        for map in maps.values { map.unmerge() }
    }
}

/// y = x weight^T + bias, with a low-rank update beside or merged into the weight.
final class LinearMap {
    private let loaded: FrozenMatrix  // [out, in]
    private var weight: FrozenMatrix
    /// A rounded weight would lose a small update: it stays beside it.
    private var attached: LoRA?
    private let bias: Tensor?  // [out]

    init(_ weights: WeightLoader, _ site: Site) throws {
        let (out, input) = site.projection.shape(weights.settings)
        loaded = try weights.matrix("\(site.path).weight", out, input)
        weight = loaded
        let biased: Set<Projection> = [.query, .key, .value]
        let hasBias = weights.settings.hasProjectionBias && biased.contains(site.projection)
        bias = hasBias ? try weights.vector("\(site.path).bias", out) : nil
    }

    /// x [M, in] -> [M, out]
    func forward(_ x: Tensor, at site: Site, lora: LoRA?) throws -> Tensor {
        switch weight {
        case .packed(let matrix):
            let update = try (lora ?? attached)?.update(at: site)
            return try matrix.product(x, bias: bias, update: update)
        case .plain:
            let y = try weight.product(x, bias: bias)
            return try (lora ?? attached)?.apply(to: y, x, at: site) ?? y
        }
    }

    func merge(_ lora: LoRA, at site: Site) throws {
        guard let pair = lora.pairs[site] else { return }
        switch loaded {
        case .packed: attached = lora
        case .plain(let matrix) where matrix.type == .bfloat16: attached = lora
        case .plain(let matrix):
            let merged = try addMatmul(matrix, pair.b, pair.a, alpha: lora.scale)
            try evaluate([merged])
            weight = .plain(merged)
        }
    }

    func unmerge() {
        weight = loaded
        attached = nil
    }
}
