// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// Whether a judge can tell a good text from a broken one at all, such as the same text with its
/// words in disorder.
///
/// A judge that cannot is at 0.5 everywhere: that is no lack of bias, it is no judgement.
public struct Discrimination: Sendable, Hashable {
    public static let version = "1"

    /// Share of the cases in which the good text comes out above the broken one, in [0, 1]; a tie
    /// counts as half. 0.5 is chance.
    public let value: Double
    public let n: Int
    /// Wilson's, for so many cases; ties make it a little too wide.
    public let interval: Interval

    /// True where the judge is clearly above chance.
    public var canDiscriminate: Bool { interval.lower > 0.5 }

    /// From comparisons in both orders, the good text being the text of interest. A pair that flips
    /// with its order is a tie.
    ///
    /// - Throws: `MetricError.noData` where no pair has both verdicts.
    public init(pairs: [OrderedPair], level: Double = 0.95) throws(MetricError) {
        try OrderedPair.check(pairs, for: "discrimination")
        try self.init(pairs.compactMap(\.points), level: level)
    }

    /// From ratings of both texts of each case, each rated alone.
    ///
    /// - Throws: `MetricError.noData` where no case has both ratings.
    public init(
        ratings: [(good: Double?, broken: Double?)], level: Double = 0.95
    ) throws(MetricError) {
        let points = ratings.compactMap { rated -> Double? in
            guard let good = rated.good, let broken = rated.broken else { return nil }
            return good == broken ? 0.5 : good > broken ? 1 : 0
        }
        try self.init(points, level: level)
    }

    private init(_ points: [Double], level: Double) throws(MetricError) {
        guard !points.isEmpty else {
            throw .noData("discrimination", needs: "a case with both verdicts", got: "none")
        }
        value = mean(points)
        n = points.count
        let (lower, upper) = Proportion.wilson(value, n: Double(n), level: level)
        interval = Interval(
            lower: lower, upper: upper, level: level, method: "Wilson, \(n) cases")
    }
}
