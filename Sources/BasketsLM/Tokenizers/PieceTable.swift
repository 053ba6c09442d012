// SPDX-License-Identifier: Apache-2.0

/// Byte strings and their ids: open addressing over one flat buffer, no `String` comparison, which
/// would take canonically equivalent pieces for one.
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Index into `entries` plus one; 0 is free. The size is a power of two.
    private var slots: [Int32]
    private(set) var longest = 0

    private struct Entry {
        let offset: Int
        let length: Int32
        let id: Int32
    }

    var count: Int { entries.count }

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [Int32](repeating: 0, count: size)
        entries.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * 8)
    }

    /// Adds a piece; the first id of a piece stays. Returns whether the piece is new.
    @discardableResult
    mutating func insert(_ piece: some Collection<UInt8>, id: Int32) -> Bool {
        let start = bytes.count
        bytes.append(contentsOf: piece)
        let length = bytes.count - start
        let isNew = bytes.withUnsafeBufferPointer { all in
            lookup(UnsafeBufferPointer(rebasing: all[start...])) == nil
        }
        guard isNew else {
            bytes.removeLast(length)
            return false
        }
        entries.append(Entry(offset: start, length: Int32(truncatingIfNeeded: length), id: id))
        longest = max(longest, length)
        if entries.count * 2 > slots.count { grow() } else { place(entries.count - 1) }
        return true
    }

    /// The id of the piece that these bytes are, or nil.
    @inline(__always)
    func lookup(_ key: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard key.count <= longest || entries.isEmpty else { return nil }
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if Int(entry.length) == key.count, matches(entry, key) { return entry.id }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    func id(of piece: String) -> Int32? {
        var piece = piece
        return piece.withUTF8 { lookup($0) }
    }

    private func matches(_ entry: Entry, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { all in
            for index in 0..<key.count where all[entry.offset + index] != key[index] {
                return false
            }
            return true
        }
    }

    private mutating func place(_ index: Int) {
        let entry = entries[index]
        let hash = bytes.withUnsafeBufferPointer { all in
            Self.hash(
                UnsafeBufferPointer(
                    rebasing: all[entry.offset..<(entry.offset + Int(entry.length))]))
        }
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(truncatingIfNeeded: index + 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for index in entries.indices { place(index) }
    }

    /// FNV-1a with a last mix, so that the low bits depend on all bytes.
    @inline(__always)
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) >> 1)
    }
}
