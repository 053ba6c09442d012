// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// A frozen matrix [out, in] on CPU, its numbers rounded to bfloat16 (8 bits of precision) and laid
/// out for products, whose sums are in float32. It has no gradient; what it is multiplied with has.
///
/// Where the numbers come from a file of few bits (GGUF's quantized types), they are kept as codes of
/// four or eight bits with the scales of their blocks: the same numbers, the same products, a third to
/// three quarters of the memory.
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

    /// - Parameter numbers: of [N, K], K a multiple of 32, N even, scales and least numbers finite.
    public init(
        _ numbers: CodedNumbers, rows: Int, columns: Int
    ) throws(TensorError) {
        let parts = columns / CodedNumbers.partLength
        guard Self.canHold([rows, columns]), columns % 32 == 0,
            numbers.codes.count == rows * columns, numbers.scales.count == rows * parts,
            numbers.leasts.count == rows * parts
        else {
            throw TensorError(
                operation: "pack codes",
                message: "\(numbers.codes.count) codes with \(numbers.scales.count) scales are no "
                    + "[\(rows), \(columns)]")
        }
        (self.rows, self.columns) = (rows, columns)
        packed = try make("pack codes") { out in
            bt_pack_codes(
                out, Int32(rows), Int32(columns), numbers.codes, numbers.scales, numbers.leasts)
        }
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

/// A matrix [N, K] as scale * code + least, before it is rounded to bfloat16.
public struct CodedNumbers: Sendable, Hashable {
    /// Numbers of a row that have a scale and a least number of their own.
    public static let partLength = 16

    /// [N, K], row-major.
    public var codes: [UInt8]
    /// [N, K / 16]
    public var scales: [Float]
    /// [N, K / 16]: what code 0 stands for.
    public var leasts: [Float]

    public init(codes: [UInt8], scales: [Float], leasts: [Float]) {
        (self.codes, self.scales, self.leasts) = (codes, scales, leasts)
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
