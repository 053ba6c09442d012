// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Stored weights as 32-bit floating-point numbers, equal to the bit to gguf's reference.
public enum Dequantization {
    /// Weights that one thread takes at a time: a whole number of blocks of every type.
    private static let share = 1 << 16

    /// - Parameters:
    ///   - bytes: whole blocks of `type`.
    ///   - destination: one number per weight.
    ///   - item: what is read, for the error.
    /// - Throws: `LMError.badInput` when the two do not fit each other.
    public static func expand(
        _ bytes: UnsafeRawBufferPointer, of type: WeightType,
        into destination: UnsafeMutableBufferPointer<Float>, item: String
    ) throws {
        guard let needed = type.bytes(for: destination.count), bytes.count == needed else {
            throw LMError(
                .badInput, item: item,
                "has \(bytes.count) bytes of \(type), which do not make \(destination.count) weights."
            )
        }
        guard let from = bytes.baseAddress, let to = destination.baseAddress else { return }
        let count = destination.count
        let shares = (count + share - 1) / share
        if shares == 1 { return expand(from, type, to, count) }
        // The shares are apart from each other, and both memories outlive the call.
        nonisolated(unsafe) let (source, target) = (from, to)
        DispatchQueue.concurrentPerform(iterations: shares) { index in
            let first = index * share
            let offset = first / type.weightsPerBlock * type.bytesPerBlock
            expand(source + offset, type, target + first, min(share, count - first))
        }
    }

    public static func floats(
        _ bytes: UnsafeRawBufferPointer, of type: WeightType, count: Int, item: String
    ) throws -> [Float] {
        guard type.bytes(for: count) == bytes.count else {
            throw LMError(
                .badInput, item: item,
                "has \(bytes.count) bytes of \(type), which do not make \(count) weights.")
        }
        return try [Float](unsafeUninitializedCapacity: count) { memory, written in
            try expand(
                bytes, of: type, into: UnsafeMutableBufferPointer(rebasing: memory[..<count]),
                item: item)
            written = count
        }
    }

    /// `count` weights, a whole number of blocks.
    static func expand(
        _ from: UnsafeRawPointer, _ type: WeightType, _ to: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        switch type {
        case .f32: for i in 0..<count { to[i] = Float(bitPattern: from.bits32(4 &* i)) }
        case .f16: for i in 0..<count { to[i] = from.half(2 &* i) }
        case .bf16: for i in 0..<count { to[i] = widened(bfloat: from.bits16(2 &* i)) }
        case .q4_0: each(type, from, to, count) { SmallBlocks.q4_0($0, $1) }
        case .q4_1: each(type, from, to, count) { SmallBlocks.q4_1($0, $1) }
        case .q5_0: each(type, from, to, count) { SmallBlocks.q5_0($0, $1) }
        case .q5_1: each(type, from, to, count) { SmallBlocks.q5_1($0, $1) }
        case .q8_0: each(type, from, to, count) { SmallBlocks.q8_0($0, $1) }
        case .q4_K: each(type, from, to, count) { LargeBlocks.q4_K($0, $1) }
        case .q5_K: each(type, from, to, count) { LargeBlocks.q5_K($0, $1) }
        case .q6_K: each(type, from, to, count) { LargeBlocks.q6_K($0, $1) }
        }
    }

    @inline(__always)
    private static func each(
        _ type: WeightType, _ from: UnsafeRawPointer, _ to: UnsafeMutablePointer<Float>,
        _ count: Int, _ block: (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void
    ) {
        for index in 0..<count / type.weightsPerBlock {
            block(
                from + index &* type.bytesPerBlock, to + index &* type.weightsPerBlock)
        }
    }
}
