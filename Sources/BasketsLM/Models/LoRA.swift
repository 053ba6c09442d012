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

    /// y [M, out] + scale * (drop(x) a^T) b^T, for x [M, in].
    func apply(to y: Tensor, _ x: Tensor, at site: Site) throws -> Tensor {
        guard let pair = pairs[site] else { return y }
        let input = try dropout?.apply(to: x, at: site) ?? x
        return try addMatmul(
            y, matmul(input, pair.a.transpose), pair.b.transpose, alpha: scale)
    }
}

/// Dropout of one micro-batch: the masks depend on each row's key, the step and the site, so that
/// splitting a step into micro-batches changes nothing.
struct AdapterDropout {
    let rate: Float
    /// One key per row, the step already mixed in.
    let rowKeys: [UInt64]

    func apply(to x: Tensor, at site: Site) throws -> Tensor {
        let number = UInt64(site.layer * Projection.allCases.count) + site.projection.number
        let keys = rowKeys.flatMap { key in
            let mixed = mix(key ^ mix(number))
            return [UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32)]
        }
        let shape = x.shape
        let perRow = try x.reshaped([rowKeys.count, -1])
        let kept = try dropout(
            perRow, keys: Tensor(keys, shape: [rowKeys.count, 2]), rate: rate)
        return try kept.reshaped(shape)
    }
}

extension Projection {
    var number: UInt64 { UInt64(Projection.allCases.firstIndex(of: self) ?? 0) }
}
