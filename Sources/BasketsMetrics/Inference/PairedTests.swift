// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A number of one item under two conditions, with what the item depends on.
public struct PairedItem: Sendable, Hashable {
    public let first: Double
    public let second: Double
    /// Items of one group depend on each other: answers to one question, prompts of one request.
    public let group: String
    /// A second grouping that is crossed with the first, such as jailbreak templates; nil: none.
    public let crossing: String?

    public init(_ first: Double, _ second: Double, group: String, crossing: String? = nil) {
        self.first = first
        self.second = second
        self.group = group
        self.crossing = crossing
    }

    var difference: Double { first - second }
}

/// Two conditions held against each other item by item, by tests that assume different things: where
/// they agree, none of the assumptions made the finding.
///
/// The differences' mean with its clustered or crossed interval; their median with a bootstrap by
/// group; sign flips by group; Wilcoxon's signed ranks of the groups' means; Cliff's delta by group;
/// for values that are 0 or 1, one item a group, McNemar's tests. Where two groupings are crossed
/// the tests that know one grouping alone are left out.
public struct PairedTests: Sendable, Hashable, Codable {
    /// McNemar's tests of two rates on the same items.
    public struct Rates: Sendable, Hashable, Codable {
        public let counts: PairedRates
        /// By Tango.
        public let interval: Interval
        public let exactProbability: Double
        public let midProbability: Double
    }

    /// First less second, its mean.
    public let mean: Estimate
    /// The median of the groups' mean differences.
    public let median: Double
    public let medianInterval: Interval?
    /// Two-sided p value by sign flips of groups; nil where groupings are crossed.
    public let signFlips: Double?
    /// Two-sided p value; nil where groupings are crossed or no difference is other than 0.
    public let signedRanks: Double?
    public let delta: CliffsDelta?
    /// nil where a value is neither 0 nor 1, or a group has several items.
    public let rates: Rates?
    public let items: Int
    public let groups: Int

    /// The p value that a family is adjusted by: McNemar's mid-p for rates, sign flips for means, and
    /// where groupings are crossed the crossed mean's.
    public var probability: Double {
        rates?.midProbability ?? signFlips ?? mean.probability()
    }

    /// - Parameters:
    ///   - seed: of the sign flips and the bootstrap.
    ///   - draws: of the bootstrap.
    /// - Throws: `MetricError.noData` for fewer than two groups, `badRow` for a number that is not
    ///   finite.
    public init(_ items: [PairedItem], seed: UInt64, draws: Int = 500) throws(MetricError) {
        let differences = items.map(\.difference)
        let names = Set(items.map(\.group)).sorted()
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let clusters = items.map { places[$0.group] ?? 0 }
        let isCrossed = items.contains { $0.crossing != nil }
        self.items = items.count
        groups = names.count
        mean =
            isCrossed
            ? try Self.crossed(items, clusters) : try .mean(of: differences, clusters: clusters)
        let grouped = Self.means(differences, clusters, count: names.count)
        median = BasketsMetrics.median(grouped)
        medianInterval = try? ClusterBootstrap(seed: seed, draws: draws).interval(
            clusters: Array(grouped.indices)
        ) { rows in BasketsMetrics.median(rows.map { grouped[$0] }) }
        signFlips =
            isCrossed
            ? nil : try SignFlip(differences, clusters: clusters, seed: seed).probability
        signedRanks = isCrossed ? nil : (try? SignedRank(grouped))?.probability
        delta = try? CliffsDelta(
            pairs: items.map(\.first), items.map(\.second), clusters: clusters)
        rates = isCrossed || names.count < items.count ? nil : try Self.rates(items)
    }

    private static func crossed(
        _ items: [PairedItem], _ clusters: [Int]
    ) throws(MetricError) -> Estimate {
        let names = Set(items.map { $0.crossing ?? "" }).sorted()
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        return try .mean(
            ofCrossed: zip(items, clusters).map { item, cluster in
                CrossedValue(
                    row: cluster, column: places[item.crossing ?? ""] ?? 0, value: item.difference)
            })
    }

    private static func means(
        _ values: [Double], _ clusters: [Int], count: Int
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        var sizes = [Double](repeating: 0, count: count)
        for (value, cluster) in zip(values, clusters) {
            sums[cluster] += value
            sizes[cluster] += 1
        }
        return zip(sums, sizes).map { $0 / $1 }
    }

    private static func rates(_ items: [PairedItem]) throws(MetricError) -> Rates? {
        let isRate = items.allSatisfy { [0, 1].contains($0.first) && [0, 1].contains($0.second) }
        guard isRate else { return nil }
        let counts = PairedRates(items.map { $0.first == 1 }, items.map { $0.second == 1 })
        return Rates(
            counts: counts, interval: try counts.interval(),
            exactProbability: counts.exactProbability, midProbability: counts.midProbability)
    }
}
