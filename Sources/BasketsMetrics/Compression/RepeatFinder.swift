// SPDX-License-Identifier: Apache-2.0

/// Finds the repeat that zlib's `longest_match` would find, without looking at every place that it
/// looks at.
///
/// zlib chains places by a hash of their first three bytes and looks at the nearest `chain` of them.
/// The longest repeat of eight bytes or more, where there is one, is also in the chain of a hash of
/// eight bytes, which is far shorter; so that one goes first, then those of six, four and three.
/// Which places zlib would have looked at is known from the number of a place in its three-byte chain.
struct RepeatFinder: ~Copyable {
    /// What zlib would look at from a place.
    struct Bounds {
        /// Nothing at or before it.
        let limit: Int
        /// The nearest place may lie there all the same: zlib lets the first one be as far as that.
        let first: Int
        /// Places in the chain.
        let chain: Int
        /// A repeat of this length is taken, the nearest one.
        let nice: Int
        /// No repeat can be longer.
        let most: Int
    }

    private static let windowMask = 32_767
    private static let hashBits = 15
    /// Bytes of each hash; the repeats that a chain alone can tell are shorter than those of the next.
    private static let levels = [3, 4, 6, 8]

    private let bytes: UnsafeRawBufferPointer
    /// Last place of each hash, by level; -1 for none. [levels, hashes]
    private let heads: UnsafeMutablePointer<Int32>
    /// For each place of the window the one before with the same hash, by level. [levels, places]
    private let previous: UnsafeMutablePointer<Int32>
    /// How many places with the same hash of three bytes came before. [places]
    private let numbers: UnsafeMutablePointer<Int32>
    /// Places of each hash of three bytes so far. [hashes]
    private let counts: UnsafeMutablePointer<Int32>

    /// - Parameter bytes: alive as long as this.
    init(_ bytes: UnsafeRawBufferPointer) {
        let size = 1 << Self.hashBits
        self.bytes = bytes
        heads = .allocate(capacity: Self.levels.count * size)
        heads.initialize(repeating: -1, count: Self.levels.count * size)
        previous = .allocate(capacity: Self.levels.count * size)
        previous.initialize(repeating: -1, count: Self.levels.count * size)
        numbers = .allocate(capacity: size)
        numbers.initialize(repeating: 0, count: size)
        counts = .allocate(capacity: size)
        counts.initialize(repeating: 0, count: size)
    }

    deinit {
        heads.deallocate()
        previous.deallocate()
        numbers.deallocate()
        counts.deallocate()
    }

    /// Notes a place with three bytes behind it.
    ///
    /// - Returns: the last place with zlib's hash of the same three bytes; -1 for none.
    func insert(_ place: Int) -> Int {
        let hash =
            (Int(bytes[place]) << 10 ^ Int(bytes[place + 1]) << 5 ^ Int(bytes[place + 2]))
            & Self.windowMask
        numbers[place & Self.windowMask] = counts[hash]
        counts[hash] += 1
        let last = link(place, hash, level: 0)
        guard place + 8 <= bytes.count else { return last }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        for level in 1..<Self.levels.count {
            // The lowest bytes of the word, spread over all bits by a multiplication.
            let key = word << UInt64(64 - 8 * Self.levels[level])
            let mixed = key &* 0x9E37_79B9_7F4A_7C15
            link(place, Int(mixed >> UInt64(64 - Self.hashBits)), level: level)
        }
        return last
    }

    @discardableResult
    private func link(_ place: Int, _ hash: Int, level: Int) -> Int {
        let head = level << Self.hashBits | hash
        let last = heads[head]
        previous[level << Self.hashBits | place & Self.windowMask] = last
        heads[head] = Int32(truncatingIfNeeded: place)
        return Int(last)
    }

    /// The longest repeat at a place that was inserted last, the nearest of several.
    ///
    /// - Returns: nil where none is longer than `least`.
    func longest(at place: Int, above least: Int, _ bounds: Bounds) -> (start: Int, length: Int)? {
        for level in Self.levels.indices.reversed() {
            // Behind the last eight bytes only chains of three are kept.
            if level > 0, place + 8 > bytes.count { continue }
            let isTop = level == Self.levels.count - 1 || place + 8 > bytes.count
            let longest = isTop ? bounds.most : Self.levels[level + 1] - 1
            guard longest > least else { return nil }
            if let found = walk(level, place, least, min(longest, bounds.most), bounds) {
                return found
            }
        }
        return nil
    }

    /// - Parameter most: length that ends the walk.
    private func walk(
        _ level: Int, _ place: Int, _ least: Int, _ most: Int, _ bounds: Bounds
    ) -> (start: Int, length: Int)? {
        let number = numbers[place & Self.windowMask]
        let links = previous + level << Self.hashBits
        var best = max(least, Self.levels[level] - 1)
        var start = -1
        guard best < bounds.most else { return nil }
        // The two bytes that a better repeat must end with, as far as it is known.
        var end = bytes.loadUnaligned(fromByteOffset: place + best - 1, as: UInt16.self)
        let begin =
            level == 0 ? 0 : bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        var candidate = Int(links[place & Self.windowMask])
        while candidate > bounds.limit || candidate >= 0 && candidate == bounds.first {
            // Places of other bytes with the same hash have their number in another chain of three.
            if level == 0
                || bytes.loadUnaligned(fromByteOffset: candidate, as: UInt32.self) == begin
            {
                let distance = number - numbers[candidate & Self.windowMask]
                if distance > bounds.chain || candidate <= bounds.limit && distance != 1 { break }
                if bytes.loadUnaligned(fromByteOffset: candidate + best - 1, as: UInt16.self) == end
                {
                    let length = commonLength(candidate, place, most: bounds.most)
                    if length > best {
                        start = candidate
                        best = length
                        if length >= bounds.nice || length >= most { break }
                        end = bytes.loadUnaligned(
                            fromByteOffset: place + best - 1, as: UInt16.self)
                    }
                }
            }
            candidate = Int(links[candidate & Self.windowMask])
        }
        return start < 0 ? nil : (start, best)
    }

    /// Bytes that two places have in common, eight at a time.
    private func commonLength(_ first: Int, _ second: Int, most: Int) -> Int {
        var length = 0
        while length + 8 <= most {
            let differ =
                bytes.loadUnaligned(fromByteOffset: first + length, as: UInt64.self)
                ^ bytes.loadUnaligned(fromByteOffset: second + length, as: UInt64.self)
            if differ != 0 { return length + UInt64(littleEndian: differ).trailingZeroBitCount / 8 }
            length += 8
        }
        while length < most, bytes[first + length] == bytes[second + length] { length += 1 }
        return length
    }
}
