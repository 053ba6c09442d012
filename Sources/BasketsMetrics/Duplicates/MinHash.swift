// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// Finds candidates for likeness without comparing all pairs (Broder 1997): two sets agree in one
/// minimum with a chance equal to their Jaccard similarity, and share a bucket where all minima of
/// one band agree.
struct MinHash: Sendable, Hashable {
    static let minima = 128
    /// The chance that a pair as alike as asked for shares no bucket is below this.
    static let mostMissed = 1e-6

    /// Minima of one band.
    let bandRows: Int

    /// - Parameter similarity: pairs from here on are to be found, in (0, 1].
    init(similarity: Double) {
        precondition(similarity > 0 && similarity <= 1, "a similarity is in (0, 1]")
        bandRows =
            (1...Self.minima / 4).last { rows in
                let missed = 1 - pow(similarity, Double(rows))
                return pow(missed, Double(Self.minima / rows)) <= Self.mostMissed
            } ?? 1
    }

    /// One key a band; sets of equal hashes have equal keys. A set without hashes has none.
    func buckets(of hashes: [UInt64]) -> [UInt64] {
        guard !hashes.isEmpty else { return [] }
        var least = [UInt64](repeating: .max, count: Self.minima)
        for hash in hashes {
            for index in least.indices {
                least[index] = min(least[index], mixed64(hash ^ Self.keys[index]))
            }
        }
        return (0..<Self.minima / bandRows).map { band in
            least[band * bandRows..<(band + 1) * bandRows].reduce(UInt64(band)) {
                mixed64($0 &+ $1)
            }
        }
    }

    /// One for each of the hash functions.
    private static let keys: [UInt64] = {
        var random = KeyedRandom(0, "min-hash")
        return (0..<minima).map { _ in random.next() }
    }()
}
