// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Where a block's weights are written: weight i is scales[i / 16] * (codes[i] - z) + leasts[i / 16],
/// with one whole number z for all weights of a type (`WeightType.zeroCode`).
struct BlockCodes {
    /// Weights that share a scale and a least number; those of larger parts repeat them.
    static let partLength = CodedNumbers.partLength

    let codes: UnsafeMutablePointer<UInt8>
    let scales, leasts: UnsafeMutablePointer<Float>

    /// The same, `weights` further on.
    @inline(__always)
    func advanced(by weights: Int) -> BlockCodes {
        let parts = weights / Self.partLength
        return BlockCodes(codes: codes + weights, scales: scales + parts, leasts: leasts + parts)
    }

    /// Parts `range` have this scale and this least number.
    @inline(__always)
    func set(_ range: Range<Int>, scale: Float, least: Float) {
        for part in range { (scales[part], leasts[part]) = (scale, least) }
    }
}

extension WeightType {
    /// The code of zero where a type has no least number; else 0. nil where there are no codes.
    var zeroCode: Int32? {
        switch self {
        case .f32, .f16, .bf16: nil
        case .q4_1, .q5_1, .q4_K, .q5_K: 0
        case .q4_0: 8
        case .q5_0: 16
        case .q6_K: 32
        case .q8_0: 128
        }
    }

    /// Reads one block of a type with codes.
    @inline(__always)
    func decode(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        switch self {
        case .f32, .f16, .bf16: preconditionFailure("\(self) has no codes")
        case .q4_0: SmallBlocks.q4_0(block, out)
        case .q4_1: SmallBlocks.q4_1(block, out)
        case .q5_0: SmallBlocks.q5_0(block, out)
        case .q5_1: SmallBlocks.q5_1(block, out)
        case .q8_0: SmallBlocks.q8_0(block, out)
        case .q4_K: LargeBlocks.q4_K(block, out)
        case .q5_K: LargeBlocks.q5_K(block, out)
        case .q6_K: LargeBlocks.q6_K(block, out)
        }
    }
}
