// SPDX-License-Identifier: Apache-2.0

/// How many bytes DEFLATE (RFC 1951) makes of given bytes, as zlib does it: the search for repeats,
/// the lazy choice between them and the cut into blocks are a port of zlib 1.2.13 `deflate_slow` and
/// `longest_match`, so that the size is zlib's to the byte.
///
/// Nothing is written: only the bits are counted. zlib itself would be another C dependency, and its
/// replacements (zlib-ng, libdeflate) give other sizes.
struct DeflateSize {
    /// How hard zlib searches at one of its levels.
    struct Effort: Sendable {
        /// A repeat of this length quarters the search for a better one.
        let good: Int
        /// A repeat of this length is taken at once.
        let lazy: Int
        /// A repeat of this length ends the search.
        let nice: Int
        /// Places that are looked at.
        let chain: Int

        static let level6 = Effort(good: 8, lazy: 16, nice: 128, chain: 128)
        static let level9 = Effort(good: 32, lazy: 258, nice: 258, chain: 4_096)
    }

    // zlib's own names: w_size, MIN_LOOKAHEAD, MAX_DIST, TOO_FAR, MAX_MATCH.
    private static let windowSize = 32_768
    private static let leastLookahead = 262
    private static let farthest = windowSize - leastLookahead
    private static let tooFar = 4_096
    private static let longest = 258

    /// Bytes of the raw stream, without the header of zlib or gzip.
    static func of(_ bytes: [UInt8], effort: Effort = .level6) -> Int {
        var head = [Int32](repeating: -1, count: 32_768)
        var previous = [Int32](repeating: -1, count: bytes.count)
        return bytes.withUnsafeBufferPointer { bytes in
            head.withUnsafeMutableBufferPointer { head in
                previous.withUnsafeMutableBufferPointer { previous in
                    var search = DeflateSize(
                        effort: effort, bytes: bytes, head: head, previous: previous)
                    search.run()
                    return search.blocks.byteCount
                }
            }
        }
    }

    private let effort: Effort
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Last place of each hash of three bytes; -1 for none.
    private let head: UnsafeMutableBufferPointer<Int32>
    /// For each place the one before with the same hash.
    private let previous: UnsafeMutableBufferPointer<Int32>
    private var blocks = DeflateBlocks()
    private var place = 0
    /// The part of the bytes that zlib would hold in its window.
    private var windowStart = 0
    private var windowEnd = 0
    private var matchStart = 0

    private init(
        effort: Effort, bytes: UnsafeBufferPointer<UInt8>,
        head: UnsafeMutableBufferPointer<Int32>, previous: UnsafeMutableBufferPointer<Int32>
    ) {
        self.effort = effort
        self.bytes = bytes
        self.head = head
        self.previous = previous
    }

    private var lookahead: Int { windowEnd - place }

    // MARK: deflate_slow

    private mutating func run() {
        var length = 2
        var literalWaits = false
        while true {
            if lookahead < Self.leastLookahead { fillWindow() }
            if lookahead == 0 { break }
            let candidate = lookahead >= 3 ? insert(place) : -1
            let lastLength = length
            let lastStart = matchStart
            length = 2
            if candidate > windowStart, lastLength < effort.lazy,
                place - candidate <= Self.farthest
            {
                length = longestMatch(from: candidate, above: lastLength)
                if length == 3, place - matchStart > Self.tooFar { length = 2 }
            }
            if lastLength >= 3, length <= lastLength {
                blocks.add(length: lastLength, distance: place - 1 - lastStart)
                take(lastLength)
                literalWaits = false
                length = 2
            } else {
                if literalWaits { blocks.add(literal: bytes[place - 1]) }
                literalWaits = true
                place += 1
            }
        }
        if literalWaits { blocks.add(literal: bytes[place - 1]) }
        blocks.flush()
    }

    /// Passes over a repeat that began one byte before.
    private mutating func take(_ length: Int) {
        let lastInsert = place + lookahead - 3
        for _ in 0..<length - 2 {
            place += 1
            if place <= lastInsert { _ = insert(place) }
        }
        place += 1
    }

    private mutating func fillWindow() {
        repeat {
            if place - windowStart >= Self.windowSize + Self.farthest {
                windowStart += Self.windowSize
            }
            if windowEnd == bytes.count { return }
            windowEnd = min(bytes.count, windowStart + 2 * Self.windowSize)
        } while lookahead < Self.leastLookahead
    }

    /// Notes the three bytes at a place; returns the last place with the same hash.
    private func insert(_ place: Int) -> Int {
        let hash =
            (Int(bytes[place]) << 10 ^ Int(bytes[place + 1]) << 5 ^ Int(bytes[place + 2])) & 32_767
        let last = head[hash]
        previous[place] = last
        head[hash] = Int32(place)
        return Int(last)
    }

    // MARK: longest_match

    private mutating func longestMatch(from candidate: Int, above lastLength: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(bytes)
        var best = lastLength
        var candidate = candidate
        var chain = lastLength >= effort.good ? effort.chain >> 2 : effort.chain
        let limit =
            place - windowStart > Self.farthest ? place - Self.farthest : windowStart
        let most = min(Self.longest, bytes.count - place)
        let nice = min(effort.nice, lookahead)
        guard best < most else { return min(best, lookahead) }
        // The two bytes that a better repeat must end with, as far as it is known.
        var end = bytes.loadUnaligned(fromByteOffset: place + best - 1, as: UInt16.self)
        repeat {
            if bytes.loadUnaligned(fromByteOffset: candidate + best - 1, as: UInt16.self) == end {
                let length = Self.commonLength(bytes, candidate, place, most: most)
                if length > best {
                    matchStart = candidate
                    best = length
                    if length >= nice || length >= most { break }
                    end = bytes.loadUnaligned(fromByteOffset: place + best - 1, as: UInt16.self)
                }
            }
            candidate = Int(previous[candidate])
            chain -= 1
        } while candidate > limit && chain > 0
        return min(best, lookahead)
    }

    /// Bytes that two places have in common, eight at a time.
    private static func commonLength(
        _ bytes: UnsafeRawBufferPointer, _ first: Int, _ second: Int, most: Int
    ) -> Int {
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
