// SPDX-License-Identifier: Apache-2.0

/// Numbers pairs of numbers in the order of first sight: the exact id of an n-gram is the id of
/// its first n - 1 words paired with its last word, so no two n-grams can share one by a hash.
struct PairTable {
    private var keys: [UInt64]
    private var numbers: [Int32]
    private(set) var count: Int32 = 0
    private let shift: Int

    /// - Parameter capacity: the most different pairs that will be asked for.
    init(capacity: Int) {
        let size = max(16, capacity * 2).nextPowerOfTwo
        keys = Array(repeating: .max, count: size)
        numbers = Array(repeating: 0, count: size)
        shift = 64 - size.trailingZeroBitCount
    }

    /// Both halves are not negative, so no pair has the key of an empty slot.
    mutating func number(of first: Int32, _ second: Int32) -> Int32 {
        let key = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
        var mixed = key &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9
        var slot = Int(mixed >> UInt64(shift))
        while true {
            let found = keys[slot]
            if found == key { return numbers[slot] }
            if found == .max { break }
            slot = (slot + 1) & (keys.count - 1)
        }
        keys[slot] = key
        numbers[slot] = count
        count += 1
        return count - 1
    }
}
