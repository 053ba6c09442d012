// SPDX-License-Identifier: Apache-2.0

/// Gives each different word a number, in the order of first sight, without making strings.
///
/// Open addressing over the words' bytes; two words are one when their bytes are equal.
struct WordTable {
    private var slots: [Int32]
    private var hashes: [UInt64] = []
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(expectedWords: Int = 1024) {
        slots = Array(repeating: -1, count: max(16, expectedWords * 2).nextPowerOfTwo)
    }

    var count: Int { ends.count }

    mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(word)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let known = Int(slots[slot])
            if hashes[known] == hash, equals(known, word) { return Int32(known) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(count)
        hashes.append(hash)
        bytes.append(contentsOf: word)
        ends.append(bytes.count)
        if count * 2 > slots.count { grow() }
        return Int32(count - 1)
    }

    private func equals(_ known: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = known == 0 ? 0 : ends[known - 1]
        return bytes[start..<ends[known]].elementsEqual(word)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for known in 0..<count {
            var slot = Int(truncatingIfNeeded: hashes[known]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(known)
        }
    }

    /// FNV-1a, then a mix so that the low bits depend on all of it.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
    }
}

extension Int {
    /// The smallest power of two that is not below this number.
    var nextPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
