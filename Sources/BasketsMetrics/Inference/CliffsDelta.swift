// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// Cliff's delta: how much more often a value of the first set is above one of the second than
/// below, over all pairs of values.
///
/// Unit: fraction in [-1, 1]; 0 means as often above as below, 1 that all of the first are above.
public struct CliffsDelta: Sendable, Hashable, Codable {
    public let value: Double
    public let interval: Interval
    /// Values of the first set, and of the second.
    public let n: [Int]

    /// Of two sets that have nothing to do with each other, with the asymmetric interval.
    ///
    /// Source: Cliff 1996, unbiased variance; Feng and Cliff 2004 for the interval.
    /// - Throws: `MetricError.noData` for fewer than two values on either side.
    public init(
        _ first: [Double], _ second: [Double], level: Double = 0.95
    ) throws(MetricError) {
        let places = try Dominance(first, second)
        let (n, m) = (Double(first.count), Double(second.count))
        let d = places.delta
        let rows = sum(places.first.lazy.map { ($0 - d) * ($0 - d) })
        let columns = sum(places.second.lazy.map { ($0 - d) * ($0 - d) })
        let cells = n * m * (places.untied - d * d)
        let variance = max(
            (m * m * rows + n * n * columns - cells) / (n * m * (n - 1) * (m - 1)),
            (1 - d * d) / (n * m - 1))
        let z = NormalDistribution.quantile((1 + level) / 2)
        let spread = z * z * variance
        let reach = (variance * ((1 - d * d) * (1 - d * d) + spread)).squareRoot() * z
        let below = 1 - d * d + spread
        let center = d - d * d * d
        value = d
        self.n = [first.count, second.count]
        interval = Interval(
            lower: below > 0 ? max(-1, (center - reach) / below) : d,
            upper: below > 0 ? min(1, (center + reach) / below) : d, level: level,
            method: "Cliff's asymmetric interval")
    }

    /// Of two sets whose values belong together in pairs, such as answers to the same questions,
    /// with the interval of the mean of the pairs' contributions.
    ///
    /// - Parameter clusters: name of each pair's cluster; nil: each stands for itself.
    /// - Throws: `MetricError.noData` for fewer than two pairs.
    public init(
        pairs first: [Double], _ second: [Double], clusters: [Int]? = nil, level: Double = 0.95
    ) throws(MetricError) {
        precondition(first.count == second.count, "pairs")
        let places = try Dominance(first, second)
        let parts = zip(places.first, places.second).map { $0 + $1 - places.delta }
        let found = try Estimate.mean(of: parts, clusters: clusters).interval(level: level)
        value = places.delta
        n = [first.count, second.count]
        interval = Interval(
            lower: max(-1, found.lower), upper: min(1, found.upper), level: level,
            method: "contributions of pairs, \(found.method)")
    }
}

/// How each value stands to all of the other set.
private struct Dominance {
    /// Of each value of the first set: share of the second below it less share above it.
    let first: [Double]
    /// Of each value of the second set: share of the first above it less share below it.
    let second: [Double]
    let delta: Double
    /// Share of the pairs that are not equal.
    let untied: Double

    init(_ first: [Double], _ second: [Double]) throws(MetricError) {
        guard first.count > 1, second.count > 1 else {
            throw .noData(
                "Cliff's delta", needs: "two values a side",
                got: "\(first.count) and \(second.count)")
        }
        let (a, b) = (first.sorted(), second.sorted())
        let upper = first.map { Self.counts($0, b) }
        self.first = upper.map { Double($0.below - $0.above) / Double(b.count) }
        self.second = second.map { value in
            let count = Self.counts(value, a)
            return Double(count.above - count.below) / Double(a.count)
        }
        delta = mean(self.first)
        untied = mean(upper.map { Double($0.below + $0.above) / Double(b.count) })
    }

    /// How many of the sorted values are below and above.
    private static func counts(_ value: Double, _ sorted: [Double]) -> (below: Int, above: Int) {
        func place(_ isBefore: (Double) -> Bool) -> Int {
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return (place { $0 < value }, sorted.count - place { $0 <= value })
    }
}
