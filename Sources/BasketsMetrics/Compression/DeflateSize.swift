// SPDX-License-Identifier: Apache-2.0

/// How many bytes DEFLATE (RFC 1951) makes of given bytes, as zlib does it: the lazy choice between
/// repeats and the cut into blocks are a port of zlib 1.2.13 `deflate_slow`, and ``RepeatFinder``
/// finds the repeats of its `longest_match`, so that the size is zlib's to the byte.
///
/// Nothing is written: only the bits are counted. zlib itself would be another C dependency, and its
/// replacements (zlib-ng, libdeflate) give other sizes.
struct DeflateSize: ~Copyable {
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
        bytes.withUnsafeBytes { bytes in
            var search = DeflateSize(effort: effort, bytes: bytes)
            search.run()
            return search.blocks.byteCount
        }
    }

    private let effort: Effort
    private let bytes: UnsafeRawBufferPointer
    private let finder: RepeatFinder
    private var blocks = DeflateBlocks()
    private var place = 0
    /// The part of the bytes that zlib would hold in its window.
    private var windowStart = 0
    private var windowEnd = 0
    private var matchStart = 0

    private init(effort: Effort, bytes: UnsafeRawBufferPointer) {
        self.effort = effort
        self.bytes = bytes
        finder = RepeatFinder(bytes)
    }

    private var lookahead: Int { windowEnd - place }

    // MARK: deflate_slow

    private mutating func run() {
        var length = 2
        var literalWaits = false
        while true {
            if lookahead < Self.leastLookahead { fillWindow() }
            if lookahead == 0 { break }
            let candidate = lookahead >= 3 ? finder.insert(place) : -1
            let lastLength = length
            let lastStart = matchStart
            length = 2
            if candidate > windowStart, lastLength < effort.lazy,
                place - candidate <= Self.farthest
            {
                length = longestMatch(above: lastLength)
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
            if place <= lastInsert { _ = finder.insert(place) }
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

    // MARK: longest_match

    private mutating func longestMatch(above lastLength: Int) -> Int {
        let isFar = place - windowStart > Self.farthest
        let bounds = RepeatFinder.Bounds(
            limit: isFar ? place - Self.farthest : windowStart,
            first: isFar ? place - Self.farthest : -1,
            chain: lastLength >= effort.good ? effort.chain >> 2 : effort.chain,
            nice: min(effort.nice, lookahead), most: min(Self.longest, bytes.count - place))
        guard let found = finder.longest(at: place, above: lastLength, bounds) else {
            return min(lastLength, lookahead)
        }
        matchStart = found.start
        return min(found.length, lookahead)
    }
}
