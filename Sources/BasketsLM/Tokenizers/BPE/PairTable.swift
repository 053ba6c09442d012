// SPDX-License-Identifier: Apache-2.0

/// Merges by the ids of their two sides, with their rank; open addressing.
struct PairTable: Sendable {
    private var keys: [UInt64]
    private var values: [Merged]
    private(set) var count = 0

    struct Merged: Sendable {
        /// Lower merges first.
        let rank: Int32
        let id: Int32
    }

    /// No pair of ids is this, because ids are not negative.
    private static let free = UInt64.max

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        keys = [UInt64](repeating: Self.free, count: size)
        values = [Merged](repeating: Merged(rank: 0, id: 0), count: size)
    }

    /// Sets what a pair becomes; a later merge of the same pair takes the place of the earlier, as
    /// in the reference.
    ///
    /// Precondition: no more pairs are inserted than the capacity asked for.
    mutating func insert(_ left: Int32, _ right: Int32, _ merged: Merged) {
        precondition(count * 2 <= keys.count, "a pair table holds what it was made for")
        let key = Self.key(left, right)
        let slot = slot(of: key)
        if keys[slot] == Self.free { count += 1 }
        keys[slot] = key
        values[slot] = merged
    }

    @inline(__always)
    func lookup(_ left: Int32, _ right: Int32) -> Merged? {
        let slot = slot(of: Self.key(left, right))
        return keys[slot] == Self.free ? nil : values[slot]
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var hash = key &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 32
        var slot = Int(truncatingIfNeeded: hash) & (keys.count - 1)
        while keys[slot] != Self.free, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        return slot
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
