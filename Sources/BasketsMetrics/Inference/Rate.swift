// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A share of outcomes that are so, with its interval.
///
/// Unit: fraction in [0, 1]. No outcomes are no rate.
public struct Rate: Sendable, Hashable, Codable {
    public let value: Double
    public let interval: Interval
    public let n: Int

    /// The rate of outcomes that do not depend on each other, with Wilson's score interval.
    ///
    /// Source: Wilson 1927. It never leaves [0, 1] and has a width at 0 and at 1.
    /// - Throws: `MetricError.noData` without an outcome.
    public init(_ successes: Int, of n: Int, level: Double = 0.95) throws(MetricError) {
        precondition((0...max(0, n)).contains(successes), "successes of n")
        guard n > 0 else { throw .noData("rate", needs: "an outcome", got: "none") }
        value = Double(successes) / Double(n)
        self.n = n
        interval = Self.wilson(value, Double(n), level, "Wilson score")
    }

    /// The rate of outcomes in clusters, with the cluster-robust interval of their mean; where all
    /// outcomes are alike there is no spread to see, and each cluster counts as one outcome.
    ///
    /// - Throws: `MetricError.noData` for fewer than two clusters.
    public init(
        _ outcomes: [Bool], clusters: [Int], level: Double = 0.95
    ) throws(MetricError) {
        let found = try Estimate.mean(of: outcomes.map { $0 ? 1 : 0 }, clusters: clusters)
        value = found.value
        n = outcomes.count
        guard found.standardError > 0 else {
            let count = Set(clusters).count
            interval = Self.wilson(
                value, Double(count), level, "Wilson score, each of \(count) clusters as one")
            return
        }
        let plain = found.interval(level: level)
        interval = Interval(
            lower: max(0, plain.lower), upper: min(1, plain.upper), level: level,
            method: plain.method)
    }

    private static func wilson(
        _ p: Double, _ n: Double, _ level: Double, _ method: String
    ) -> Interval {
        let (lower, upper) = Proportion.wilson(p, n: n, level: level)
        return Interval(lower: lower, upper: upper, level: level, method: method)
    }
}
