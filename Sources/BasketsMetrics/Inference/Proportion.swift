// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A share of rows that say yes, with Wilson's score interval.
///
/// Unit: fraction in [0, 1].
/// Source: Wilson 1927. The interval never leaves [0, 1], and has a width at 0 and at 1 too.
public struct Proportion: Sendable, Hashable, Codable {
    public let yes: Int
    /// At least 1: no rows are no proportion.
    public let n: Int

    /// - Throws: `MetricError.noData` for no rows.
    public init(yes: Int, of n: Int, name: String = "proportion") throws(MetricError) {
        precondition(yes >= 0 && yes <= n, "yes is a part of all rows")
        guard n > 0 else { throw .noData(name, needs: "a row", got: "none") }
        self.yes = yes
        self.n = n
    }

    public var value: Double { Double(yes) / Double(n) }

    public func interval(level: Double = 0.95) -> Interval {
        let (lower, upper) = Self.wilson(value, n: Double(n), level: level)
        return Interval(lower: lower, upper: upper, level: level, method: "Wilson, \(n) rows")
    }

    /// The interval of the share of outcomes in clusters that are so: the cluster-robust one of their
    /// mean; where all outcomes are alike there is no spread to see, and each cluster counts as one.
    ///
    /// - Throws: `MetricError.noData` for fewer than two clusters.
    public static func interval(
        of outcomes: [Bool], clusters: [Int], level: Double = 0.95
    ) throws(MetricError) -> Interval {
        let found = try Estimate.mean(of: outcomes.map { $0 ? 1 : 0 }, clusters: clusters)
        guard found.standardError > 0 else {
            return alike(found.value, of: Set(clusters).count, level: level)
        }
        return found.interval(level: level).ended(at: 0...1)
    }

    /// The interval of a share, the mean of independent values from 0 to 1 such as the mean of several
    /// answers to a prompt.
    ///
    /// Wilson's score interval with the rows that the share is worth, p (1 - p) over the variance of
    /// the mean, and Student's quantile in the normal's place. Values of 0 and 1 alone are worth one
    /// row less than there are; values between vary less and are worth more. Unlike the interval of a
    /// mean it does not grow where a rare rate has one event or two.
    /// Source: as that of a crossed share; `Coverage.md` has what it holds.
    /// - Throws: `MetricError.noData` for fewer than two values, `badRow` for one that is not finite.
    public static func interval(
        ofShares values: [Double], level: Double = 0.95
    ) throws(MetricError) -> Interval {
        precondition(values.allSatisfy { !$0.isFinite || (0...1).contains($0) }, "from 0 to 1")
        let mean = try Estimate.mean(of: values)
        let variance = mean.standardError * mean.standardError
        guard variance > 0 else { return alike(mean.value, of: values.count, level: level) }
        return score(
            mean.value, variance: variance, degreesOfFreedom: mean.degreesOfFreedom, level: level,
            of: "\(values.count) shares")
    }

    /// The interval of a share whose values are all alike: no spread can be seen, and each of `count`
    /// groups counts as one row.
    ///
    /// - Parameter count: at least 1.
    static func alike(_ share: Double, of count: Int, level: Double) -> Interval {
        let (lower, upper) = wilson(share, n: Double(count), level: level)
        return Interval(
            lower: lower, upper: upper, level: level,
            method: "Wilson score of \(count), where all values are alike")
    }

    /// Wilson's interval with the rows that a share of this variance, above 0, is worth.
    static func score(
        _ share: Double, variance: Double, degreesOfFreedom: Double, level: Double,
        of words: String
    ) -> Interval {
        let reach = StudentT(degreesOfFreedom: degreesOfFreedom).quantile((1 + level) / 2)
        let (lower, upper) = score(share, n: share * (1 - share) / variance, reach: reach)
        return Interval(
            lower: lower, upper: upper, level: level,
            method: "Wilson score, Student's quantile, \(words)")
    }

    /// Ends of the interval of a share that rests on `n` independent rows; `n` need not be whole.
    public static func wilson(_ share: Double, n: Double, level: Double) -> (Double, Double) {
        score(share, n: n, reach: NormalDistribution.quantile((1 + level) / 2))
    }

    /// The same with a quantile of the caller's, in standard errors.
    static func score(_ share: Double, n: Double, reach z: Double) -> (Double, Double) {
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let spread = share * (1 - share) / n + z * z / (4 * n * n)
        let width = z * spread.squareRoot() / (1 + z * z / n)
        // At the ends of the range the rounding error must not show as a share above 0.
        return (
            share == 0 ? 0 : max(0, center - width), share == 1 ? 1 : min(1, center + width)
        )
    }
}
