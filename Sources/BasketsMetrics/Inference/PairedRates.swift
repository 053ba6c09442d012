// SPDX-License-Identifier: Apache-2.0

public import BasketsCore
import RealModule

/// Two rates on the same items: how often both, one alone, or neither is so.
public struct PairedRates: Sendable, Hashable, Codable {
    public let both: Int
    public let firstOnly: Int
    public let secondOnly: Int
    public let neither: Int

    public init(both: Int, firstOnly: Int, secondOnly: Int, neither: Int) {
        precondition(min(both, firstOnly, secondOnly, neither) >= 0, "counts")
        self.both = both
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
        self.neither = neither
    }

    public init(_ first: [Bool], _ second: [Bool]) {
        precondition(first.count == second.count, "pairs")
        func count(_ a: Bool, _ b: Bool) -> Int {
            zip(first, second).count { $0 == a && $1 == b }
        }
        self.init(
            both: count(true, true), firstOnly: count(true, false), secondOnly: count(false, true),
            neither: count(false, false))
    }

    public var n: Int { both + firstOnly + secondOnly + neither }

    /// First rate minus second, in [-1, 1]; nil without an item.
    public var difference: Double? {
        n > 0 ? Double(firstOnly - secondOnly) / Double(n) : nil
    }

    /// Two-sided p value of equal rates: the exact binomial test of the items on which they differ
    /// (McNemar 1947). Its false positives stay below the stated rate, often far below.
    public var exactProbability: Double {
        min(1, 2 * tail - (firstOnly == secondOnly ? likeliest : 0))
    }

    /// The same with half the probability of what was seen: close to the stated rate, and now and
    /// then a little above (Lancaster 1961; Fagerland, Lydersen and Laake 2013).
    public var midProbability: Double {
        firstOnly == secondOnly ? 1 : min(1, 2 * tail - likeliest)
    }

    /// The interval of the difference that Tango's score test does not reject; no width only
    /// without an item.
    ///
    /// Source: Tango 1998.
    /// - Throws: `MetricError.noData` without an item.
    public func interval(level: Double = 0.95) throws(MetricError) -> Interval {
        guard n > 0 else { throw .noData("paired rates", needs: "an item", got: "none") }
        let z = NormalDistribution.quantile((1 + level) / 2)
        return Interval(
            lower: limit(z), upper: limit(-z), level: level, method: "Tango score, \(n) pairs")
    }

    /// The difference at which the score statistic, which falls, is `z`.
    private func limit(_ z: Double) -> Double {
        var (low, high) = (-1.0, 1.0)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { break }
            if score(middle) > z { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    private func score(_ difference: Double) -> Double {
        let (n, b, c) = (Double(self.n), Double(firstOnly), Double(secondOnly))
        let linear = (2 * n - b + c) * difference - b - c
        let constant = -c * difference * (1 - difference)
        let root = max(0, linear * linear - 8 * n * constant).squareRoot()
        let discordant = (root - linear) / (4 * n)
        let variance = n * (2 * discordant + difference * (1 - difference))
        let distance = b - c - n * difference
        if variance <= 0 { return distance == 0 ? 0 : distance > 0 ? .infinity : -.infinity }
        return distance / variance.squareRoot()
    }

    /// Probability of at most as few as the rarer of the two, at even odds.
    private var tail: Double {
        let rarer = min(firstOnly, secondOnly)
        return sum((0...rarer).lazy.map(probability))
    }

    private var likeliest: Double { probability(min(firstOnly, secondOnly)) }

    private func probability(_ count: Int) -> Double {
        let all = Double(firstOnly + secondOnly)
        let k = Double(count)
        return .exp(
            .logGamma(all + 1) - .logGamma(k + 1) - .logGamma(all - k + 1) - all * .log(2))
    }
}
