// SPDX-License-Identifier: Apache-2.0

/// A text as the set of its runs of three words, for asking how much two texts have in common.
///
/// Words are lower-cased and lose the marks around them, not those inside: "C++" stays apart from
/// "C". A shorter text is one run; a text without words has none.
package struct Shingles: Sendable, Hashable {
    package static let version = "runs of 3 words v1"
    static let length = 3

    /// Hashes of the runs, sorted, each once.
    let hashes: [UInt64]

    package init(_ text: String) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
            .map { Self.hash($0) }.compactMap { $0 }
        guard words.count > Self.length else {
            hashes = words.isEmpty ? [] : [Self.joined(words[...])]
            return
        }
        let runs = (0...(words.count - Self.length)).map { start in
            Self.joined(words[start..<start + Self.length])
        }
        var unique: [UInt64] = []
        for run in runs.sorted() where run != unique.last { unique.append(run) }
        hashes = unique
    }

    /// Jaccard similarity: runs in both divided by runs in either. A fraction in [0, 1]; 1 where
    /// the sets are equal, two empty ones among them. Equal sets need not be equal texts.
    package func similarity(_ other: Shingles) -> Double {
        var (mine, theirs, both) = (0, 0, 0)
        while mine < hashes.count, theirs < other.hashes.count {
            let (a, b) = (hashes[mine], other.hashes[theirs])
            if a == b { both += 1 }
            if a <= b { mine += 1 }
            if b <= a { theirs += 1 }
        }
        let either = hashes.count + other.hashes.count - both
        return either == 0 ? 1 : Double(both) / Double(either)
    }

    private static let marks: Set<Character> = [
        ".", ",", ";", ":", "!", "?", "\"", "'", "(", ")", "[", "]", "\u{2018}", "\u{2019}",
        "\u{201c}", "\u{201d}", "\u{2026}",
    ]

    /// FNV-1a of a word without the marks around it; nil where nothing is left.
    private static func hash(_ word: Substring) -> UInt64? {
        var word = word.drop { marks.contains($0) }
        while let last = word.last, marks.contains(last) { word.removeLast() }
        guard !word.isEmpty else { return nil }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    private static func joined(_ words: ArraySlice<UInt64>) -> UInt64 {
        words.reduce(0x9e37_79b9_7f4a_7c15) { mixed64(($0 &* 0x100_0000_01b3) ^ $1) }
    }
}

/// A 64-bit number whose bits all depend on all bits of another (the finalizer of SplitMix64).
func mixed64(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}
