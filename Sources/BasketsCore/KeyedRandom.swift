// SPDX-License-Identifier: Apache-2.0

/// Random draws keyed by names, so that adding a source, a row or a stage moves no other draw.
///
/// A key is a path of words and numbers: `KeyedRandom(42, "split", question.id)`.
/// FNV-1a over the path, then SplitMix64 (Steele, Lea and Flood 2014). Not for secrets.
public struct KeyedRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(_ seed: UInt64, _ path: String...) {
        state = Self.seed(seed, path)
    }

    /// The 64-bit seed that a path stands for.
    public static func seed(_ seed: UInt64, _ path: [String]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for shift in stride(from: 0, to: 64, by: 8) {
            mix(UInt8(truncatingIfNeeded: seed >> shift))
        }
        for word in path {
            for byte in word.utf8 { mix(byte) }
            mix(0xff)  // no UTF-8 text has this byte, so ["ab", "c"] and ["a", "bc"] differ
        }
        return finalize(hash)
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.finalize(state)
    }

    /// A number in [0, 1) with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    private static func finalize(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
