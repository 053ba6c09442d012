// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// A frozen matrix [out, in] on CPU, its numbers rounded to bfloat16 (8 bits of precision) and laid
/// out for products, whose sums are in float32. It has no gradient; what it is multiplied with has.
///
/// Where the numbers come from a file of four bits (GGUF's Q4_0 and Q4_1), they are kept as four bits
/// each with the scales of their blocks: the same numbers, the same products, a third of the memory.
///
/// M rows, K = `columns`, N = `rows`, R rank.
public final class PackedMatrix {
    public let rows: Int
    public let columns: Int
    private let packed: Tensor

    /// - Parameter weight: [N, K] float32, N and K even.
    public init(_ weight: Tensor) throws(TensorError) {
        let shape = weight.shape
        guard Self.canHold(shape) else {
            throw TensorError(operation: "pack", message: "\(shape) is no matrix of even sizes")
        }
        (rows, columns) = (shape[0], shape[1])
        packed = try make("pack") { bt_pack($0, weight.handle) }
    }

    /// Bytes that the numbers take.
    public var bytes: Int { packed.count * 4 }

    public static func canHold(_ shape: [Int]) -> Bool {
        !Engine.hasGPU && shape.count == 2 && shape.allSatisfy { $0 > 0 && $0 % 2 == 0 }
    }

    /// The rounded numbers, [N, K] float32.
    public func unpacked() throws(TensorError) -> Tensor {
        try make("unpack") { bt_unpack($0, packed.handle, Int32(rows)) }
    }

    /// x [M, K] -> x w^T + bias + update [M, N]. Gradients for x and for the update's matrices.
    public func product(
        _ x: Tensor, bias: Tensor? = nil, update: LowRankUpdate? = nil
    ) throws(TensorError) -> Tensor {
        guard let update else {
            return try make("packed product") {
                bt_packed_linear($0, x.handle, packed.handle, Int32(rows), bias?.handle, nil)
            }
        }
        let ends = update.dropout?.ends ?? []
        return try make("packed product") { out in
            ends.withUnsafeBufferPointer { ends in
                var low = bt_low_rank(
                    a: update.a.handle, b: update.b.handle, scale: update.scale,
                    rate: update.dropout?.rate ?? 0, keys: update.dropout?.keys.handle,
                    ends: ends.baseAddress, texts: Int32(ends.count))
                return bt_packed_linear(
                    out, x.handle, packed.handle, Int32(rows), bias?.handle, &low)
            }
        }
    }

    /// Rows at int32 `indices` [M], [M, K] float32. Without a gradient.
    public func rows(_ indices: Tensor) throws(TensorError) -> Tensor {
        try make("packed rows") { bt_packed_rows($0, packed.handle, Int32(rows), indices.handle) }
    }

    /// Natural log of the probability of each target [M] under the logits x w^T, for x [M, K];
    /// the logits are never all in memory.
    ///
    /// - Parameter differentiated: false: without a gradient for x, at half the cost.
    public func logProbability(
        of targets: Tensor, _ x: Tensor, differentiated: Bool
    ) throws(TensorError) -> Tensor {
        try make("packed log probability") {
            bt_packed_log_probability(
                $0, x.handle, packed.handle, Int32(rows), targets.handle, differentiated)
        }
    }
}

/// scale * (drop(x) a^T) b^T beside a frozen matrix: a [R, K], b [N, R].
public struct LowRankUpdate {
    let a: Tensor
    let b: Tensor
    let scale: Float
    let dropout: TextDropout?

    public init(a: Tensor, b: Tensor, scale: Float, dropout: TextDropout? = nil) {
        self.a = a
        self.b = b
        self.scale = scale
        self.dropout = dropout
    }
}

/// Dropout of rows of texts that lie one behind the other: the mask depends on the text's key and the
/// place inside the text alone.
public struct TextDropout {
    /// Share of the elements that becomes 0, in [0, 1); the others are scaled by 1 / (1 - rate).
    let rate: Float
    /// [texts, 2] uint32
    let keys: Tensor
    /// Row behind the last of each text.
    let ends: [Int32]

    public init(rate: Float, keys: Tensor, ends: [Int32]) {
        self.rate = rate
        self.keys = keys
        self.ends = ends
    }
}
