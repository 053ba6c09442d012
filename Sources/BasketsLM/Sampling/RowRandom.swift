// SPDX-License-Identifier: Apache-2.0

/// SplitMix64's finalizer (Steele, Lea and Flood 2014): each bit of the result depends on all of
/// the input.
func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}

/// Draws that depend on a row's seed and the number of the draw alone, not on the batch.
struct RowRandom: Sendable {
    let seed: UInt64

    /// The draw of number `index`, in [0, 1), with 53 random bits.
    func uniform(_ index: Int) -> Double {
        Double(mix(mix(seed) ^ UInt64(truncatingIfNeeded: index)) >> 11) * 0x1p-53
    }
}
