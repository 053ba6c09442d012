// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor

/// Rank and strength of a low-rank update (Hu et al. 2021). The scale is alpha / rank, and nothing
/// else.
public struct LoRASettings: Sendable, Hashable, Codable {
    public var rank: Int
    public var alpha: Double
    /// Share of the update's inputs that training leaves out, in [0, 1).
    public var dropout: Double

    public init(rank: Int = 16, alpha: Double = 32, dropout: Double = 0) {
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
    }

    public var scale: Float { Float(alpha / Double(rank)) }
}

/// The two thin matrices of one site: a [R, in], b [out, R]; the update is scale * b a.
public struct LoRAPair {
    public var a: Tensor
    public var b: Tensor

    public init(a: Tensor, b: Tensor) {
        self.a = a
        self.b = b
    }
}

/// A low-rank update as a forward pass applies it.
struct LoRA {
    let pairs: [Site: LoRAPair]
    let scale: Float
    /// Present while training with dropout.
    var dropout: AdapterDropout?

    /// As a product with a packed matrix takes it; nil where the site has none.
    func update(at site: Site) throws -> LowRankUpdate? {
        guard let pair = pairs[site] else { return nil }
        return LowRankUpdate(
            a: pair.a, b: pair.b, scale: scale, dropout: try dropout?.mask(at: site))
    }

    /// y [M, out] + scale * (drop(x) a^T) b^T, for x [M, in], in the type of x.
    func apply(to y: Tensor, _ x: Tensor, at site: Site) throws -> Tensor {
        guard let pair = pairs[site] else { return y }
        let input = try dropout.map { try dropped(x, $0.mask(at: site)) } ?? x
        let (a, b) = (try pair.a.converted(to: x.type), try pair.b.converted(to: x.type))
        return try addMatmul(y, matmul(input, a.transpose), b.transpose, alpha: scale)
    }
}

/// Dropout of one micro-batch of texts: the masks depend on each part's key, the step and the site, so that
/// splitting a step into micro-batches changes nothing.
struct AdapterDropout {
    let rate: Float
    /// One key per part of the batch, the step already mixed in.
    let keys: [UInt64]
    /// Place behind the last token of each part.
    let ends: [Int32]

    func mask(at site: Site) throws -> TextDropout {
        let number = UInt64(site.layer * Projection.allCases.count) + site.projection.number
        let halves = keys.flatMap { key in
            let mixed = mix(key ^ mix(number))
            return [UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32)]
        }
        return TextDropout(
            rate: rate, keys: try Tensor(halves, shape: [keys.count, 2]), ends: ends)
    }
}

extension Projection {
    var number: UInt64 { UInt64(Projection.allCases.firstIndex(of: self) ?? 0) }
}
