// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// The sign-flip permutation test of paired differences, a cluster at a time.
///
/// Under no difference the sign of each cluster's sum is as likely as the other, whatever the shape
/// of the spread and whatever goes on inside a cluster. The p value is the share of sign patterns
/// whose mean is as far from 0: of all patterns up to 14 clusters, else of seeded ones, the one at
/// hand included, so that it is never 0.
/// It tests one grouping: values that are crossed need `Estimate.mean(ofCrossed:)`.
public struct SignFlip: Sendable, Hashable {
    /// Up to so many clusters all patterns are looked at.
    static let mostEnumerated = 14

    /// Two-sided p value, in (0, 1].
    public let probability: Double
    public let clusters: Int
    /// Patterns looked at.
    public let patterns: Int
    /// Whether these are all that there are.
    public let isExact: Bool

    /// - Parameters:
    ///   - differences: one a pair.
    ///   - clusters: name of each difference's cluster; nil: each stands for itself.
    /// - Throws: `MetricError.noData` without a difference, `badRow` for one that is not finite.
    public init(
        _ differences: [Double], clusters: [Int]? = nil, seed: UInt64, draws: Int = 9_999
    ) throws(MetricError) {
        precondition(draws > 0, "at least one draw")
        if let row = differences.firstIndex(where: { !$0.isFinite }) {
            throw MetricError(
                .badRow, metric: "sign flips", row: row, "the difference is \(differences[row]).")
        }
        let sums = Self.sums(differences, clusters)
        guard !sums.isEmpty else {
            throw .noData("sign flips", needs: "a difference", got: "none")
        }
        self.clusters = sums.count
        isExact = sums.count <= Self.mostEnumerated
        let total = sum(sums).magnitude
        // Sums of the same numbers in another order differ in their last digits.
        let bar = total - 1e-12 * sums.reduce(0) { $0 + $1.magnitude }
        if isExact {
            patterns = 1 << sums.count
            let asFar = (0..<patterns).count { Self.flipped(sums, UInt64($0)).magnitude >= bar }
            probability = Double(asFar) / Double(patterns)
        } else {
            patterns = draws + 1
            var random = KeyedRandom(seed, "sign flips")
            let asFar = (0..<draws).count { _ in
                Self.flipped(sums, &random).magnitude >= bar
            }
            probability = Double(asFar + 1) / Double(patterns)
        }
    }

    private static func sums(_ differences: [Double], _ clusters: [Int]?) -> [Double] {
        guard let clusters else { return differences }
        precondition(clusters.count == differences.count, "a cluster for each difference")
        let groups = Dictionary(grouping: differences.indices) { clusters[$0] }
        return groups.sorted { $0.key < $1.key }.map { _, rows in
            sum(rows.lazy.map { differences[$0] })
        }
    }

    private static func flipped(_ sums: [Double], _ pattern: UInt64) -> Double {
        var total = 0.0
        for (place, value) in sums.enumerated() {
            total += pattern >> UInt64(place) & 1 == 0 ? value : -value
        }
        return total
    }

    private static func flipped(_ sums: [Double], _ random: inout KeyedRandom) -> Double {
        var total = 0.0
        var bits: UInt64 = 0
        for (place, value) in sums.enumerated() {
            if place % 64 == 0 { bits = random.next() }
            // The lowest bit becomes the sign bit.
            total += Double(bitPattern: value.bitPattern ^ (bits << 63))
            bits >>= 1
        }
        return total
    }
}
