// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor
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
        try check(bytes, type, destination.count, item)
        guard let from = bytes.baseAddress, let to = destination.baseAddress else { return }
        // The shares are apart from each other, and both memories outlive the call.
        nonisolated(unsafe) let (source, target) = (from, to)
        inShares(destination.count) { first, count in
            let offset = first / type.weightsPerBlock * type.bytesPerBlock
            expand(source + offset, type, target + first, count)
        }
    }

    /// `body` with first weight and number of each share, side by side where there are several.
    private static func inShares(_ count: Int, _ body: @Sendable (Int, Int) -> Void) {
        let shares = (count + share - 1) / share
        if shares == 1 { return body(0, count) }
        DispatchQueue.concurrentPerform(iterations: shares) { index in
            body(index * share, min(share, count - index * share))
        }
    }

    /// The weights as scale * code + least, which round as the weights themselves do; nil for types
    /// without codes, and where a scale of the file is no finite number.
    ///
    /// - Parameter bytes: whole blocks of `type`, `count` weights.
    /// - Throws: `LMError.badInput` when the two do not fit each other.
    public static func codes(
        _ bytes: UnsafeRawBufferPointer, of type: WeightType, count: Int, item: String
    ) throws -> CodedNumbers? {
        guard let zero = type.zeroCode else { return nil }
        try check(bytes, type, count, item)
        let parts = count / BlockCodes.partLength
        var codes = [UInt8](repeating: 0, count: count)
        var scales = [Float](repeating: 0, count: parts)
        var leasts = scales
        codes.withUnsafeMutableBufferPointer { codes in
            scales.withUnsafeMutableBufferPointer { scales in
                leasts.withUnsafeMutableBufferPointer { leasts in
                    guard let from = bytes.baseAddress, let first = codes.baseAddress,
                        let scale = scales.baseAddress, let least = leasts.baseAddress
                    else { return }
                    // As above.
                    nonisolated(unsafe) let source = from
                    nonisolated(unsafe) let target = BlockCodes(
                        codes: first, scales: scale, leasts: least)
                    inShares(count) { first, count in
                        for at in stride(from: first, to: first + count, by: type.weightsPerBlock) {
                            let offset = at / type.weightsPerBlock * type.bytesPerBlock
                            type.decode(source + offset, target.advanced(by: at))
                        }
                    }
                }
            }
        }
        for part in 0..<parts { leasts[part] -= scales[part] * Float(zero) }
        guard scales.allSatisfy(\.isFinite), leasts.allSatisfy(\.isFinite) else { return nil }
        return CodedNumbers(codes: codes, scales: scales, leasts: leasts)
    }

    private static func check(
        _ bytes: UnsafeRawBufferPointer, _ type: WeightType, _ count: Int, _ item: String
    ) throws {
        guard type.bytes(for: count) == bytes.count else {
            throw LMError(
                .badInput, item: item,
                "has \(bytes.count) bytes of \(type), which do not make \(count) weights.")
        }
    }

    public static func floats(
        _ bytes: UnsafeRawBufferPointer, of type: WeightType, count: Int, item: String
    ) throws -> [Float] {
        try check(bytes, type, count, item)
        return try [Float](unsafeUninitializedCapacity: count) { memory, written in
            try expand(
                bytes, of: type, into: UnsafeMutableBufferPointer(rebasing: memory[..<count]),
                item: item)
            written = count
        }
    }

    /// `count` weights, a whole number of blocks.
    private static func expand(
        _ from: UnsafeRawPointer, _ type: WeightType, _ to: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        switch type {
        case .f32: for i in 0..<count { to[i] = Float(bitPattern: from.bits32(4 &* i)) }
        case .f16: for i in 0..<count { to[i] = from.half(2 &* i) }
        case .bf16: for i in 0..<count { to[i] = widened(bfloat: from.bits16(2 &* i)) }
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q4_K, .q5_K, .q6_K:
            multiply(from, type, to, count)
        }
    }

    /// Products and sums are rounded one by one, as gguf's reference does, so that results are equal
    /// to the bit.
    private static func multiply(
        _ from: UnsafeRawPointer, _ type: WeightType, _ to: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        let (length, zero) = (type.weightsPerBlock, type.zeroCode ?? 0)
        withBlock { block in
            for first in stride(from: 0, to: count, by: length) {
                type.decode(from + first / length &* type.bytesPerBlock, block)
                for part in 0..<length / BlockCodes.partLength {
                    let (scale, least) = (block.scales[part], block.leasts[part])
                    let start = part &* BlockCodes.partLength
                    for i in start..<start &+ BlockCodes.partLength {
                        to[first &+ i] = scale * Float(Int32(block.codes[i]) &- zero) + least
                    }
                }
            }
        }
    }

    /// Room for one block of any type.
    private static func withBlock(_ body: (BlockCodes) -> Void) {
        let length = 256
        let parts = length / BlockCodes.partLength
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { codes in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * parts) { numbers in
                guard let codes = codes.baseAddress, let numbers = numbers.baseAddress else {
                    return
                }
                body(BlockCodes(codes: codes, scales: numbers, leasts: numbers + parts))
            }
        }
    }
}
