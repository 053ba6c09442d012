// SPDX-License-Identifier: Apache-2.0

/// Texts by what they have in common, for finding near-duplicates among many.
///
/// A text may have parts, such as an instruction and its context: two texts are as alike as their
/// least alike parts, so that two questions on one page are not the same question. MinHash finds
/// candidates, the exact Jaccard similarity of runs of three words decides: what is found is never
/// wrong, and a pair as alike as asked for is missed with a chance below one in a million.
package struct NearDuplicates: Sendable {
    package static let version = "MinHash of \(Shingles.version)"

    package struct Match: Sendable, Hashable {
        /// Number of the text, in the order of insertion.
        package let index: Int
        /// A fraction, from the similarity that was asked for to 1.
        package let similarity: Double
    }

    private struct Entry {
        let parts: [Shingles]
        let buckets: [UInt64]
    }

    private let similarity: Double
    private let minHash: MinHash
    private var texts: [[Shingles]] = []
    private var places: [UInt64: [Int]] = [:]

    /// - Parameter similarity: two texts are near-duplicates from here on, in (0, 1].
    package init(similarity: Double) {
        self.similarity = similarity
        minHash = MinHash(similarity: similarity)
    }

    package var count: Int { texts.count }

    /// Adds a text, whatever it is like.
    package mutating func insert(_ parts: [String]) { insert(entry(parts)) }

    /// The text that is most like this one; the first of equals; nil where none is near.
    package func nearest(to parts: [String]) -> Match? { nearest(entry(parts)) }

    /// Adds a text unless a near-duplicate of it is there.
    ///
    /// - Returns: that near-duplicate, or nil for a text that was added.
    package mutating func insertUnlessNear(_ parts: [String]) -> Match? {
        let entry = entry(parts)
        if let match = nearest(entry) { return match }
        insert(entry)
        return nil
    }

    private func entry(_ parts: [String]) -> Entry {
        let parts = parts.map { Shingles($0) }
        // Runs of different parts are kept apart.
        let all = parts.enumerated().flatMap { number, part in
            part.hashes.map { number == 0 ? $0 : mixed64($0 &+ UInt64(number)) }
        }
        return Entry(parts: parts, buckets: minHash.buckets(of: all))
    }

    private mutating func insert(_ entry: Entry) {
        for bucket in entry.buckets { places[bucket, default: []].append(texts.count) }
        texts.append(entry.parts)
    }

    private func nearest(_ entry: Entry) -> Match? {
        var seen: Set<Int> = []
        var best: Match?
        for index in entry.buckets.flatMap({ places[$0] ?? [] }).sorted()
        where seen.insert(index).inserted {
            let found = zip(texts[index], entry.parts).map { $0.similarity($1) }.min() ?? 0
            if found >= similarity, found > best?.similarity ?? 0 {
                best = Match(index: index, similarity: found)
            }
        }
        return best
    }
}
