// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a design can show: the smallest true effect that a two-sided test sees with the stated
/// power, and how much is needed for a given effect.
public struct Power: Sendable, Hashable, Codable {
    /// Chance of seeing an effect that is there, in (0, 1).
    public let power: Double
    /// Chance of seeing one that is not, in (0, 1).
    public let significance: Double

    public init(power: Double = 0.8, significance: Double = 0.05) {
        precondition(power > significance && power < 1 && significance > 0, "shares in order")
        self.power = power
        self.significance = significance
    }

    // MARK: Means

    /// The smallest difference of a mean with this standard error, in its unit.
    public func smallestEffect(standardError: Double, degreesOfFreedom: Double) -> Double {
        SmallestDifference.shift(
            degreesOfFreedom: degreesOfFreedom, power: power, significance: significance)
            * standardError
    }

    /// Pairs that show a mean difference of this size.
    ///
    /// - Parameters:
    ///   - effect: other than 0, in the unit of the deviation.
    ///   - standardDeviation: of the differences.
    public func pairsNeeded(effect: Double, standardDeviation: Double) -> Int {
        Self.least(from: 2) { n in
            smallestEffect(
                standardError: standardDeviation / Double(n).squareRoot(),
                degreesOfFreedom: Double(n - 1)) <= effect.magnitude
        }
    }

    // MARK: Clusters

    /// The smallest mean difference that clusters of one size show, in the unit of the deviation.
    ///
    /// - Parameter correlation: of two values of one cluster, in [0, 1].
    public func smallestEffect(
        clusters: Int, of size: Int, standardDeviation: Double, correlation: Double
    ) -> Double? {
        guard clusters > 1, size > 0 else { return nil }
        let designEffect = 1 + Double(size - 1) * correlation
        let variance = standardDeviation * standardDeviation * designEffect
        return smallestEffect(
            standardError: (variance / Double(clusters * size)).squareRoot(),
            degreesOfFreedom: Double(clusters - 1))
    }

    /// Clusters of one size that show a mean difference of this size.
    public func clustersNeeded(
        effect: Double, of size: Int, standardDeviation: Double, correlation: Double
    ) -> Int {
        Self.least(from: 2) { count in
            smallestEffect(
                clusters: count, of: size, standardDeviation: standardDeviation,
                correlation: correlation
            ).map { $0 <= effect.magnitude } ?? false
        }
    }

    // MARK: Seeds and questions

    /// The smallest mean difference that questions crossed with training seeds show.
    ///
    /// - Parameters:
    ///   - questionVariance: of the differences between questions, of one seed.
    ///   - seedVariance: of the mean difference between seeds.
    /// - Returns: nil for fewer than two of either: one seed shows nothing of another.
    public func smallestEffect(
        questions: Int, seeds: Int, questionVariance: Double, seedVariance: Double
    ) -> Double? {
        guard questions > 1, seeds > 1 else { return nil }
        let crossed = CrossedVariance(
            rows: .init(seedVariance / Double(seeds), Double(seeds - 1)),
            columns: .init(questionVariance / Double(questions), Double(questions - 1)),
            both: .init(0, Double((seeds - 1) * (questions - 1))))
        return smallestEffect(
            standardError: crossed.total.squareRoot(),
            degreesOfFreedom: crossed.degreesOfFreedom)
    }

    // MARK: Rates

    /// The smallest difference of two paired rates that McNemar's test sees, by the normal
    /// approximation of Connor 1987; nil where even the largest possible is not seen.
    ///
    /// - Parameter discordant: share of the items on which the two differ, in (0, 1].
    public func smallestRateDifference(pairs n: Int, discordant: Double) -> Double? {
        guard n > 0, pairedRatePower(discordant, discordant: discordant, pairs: n) >= power else {
            return nil
        }
        var (low, high) = (0.0, discordant)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if pairedRatePower(middle, discordant: discordant, pairs: n) < power {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// Items that show a difference of two paired rates; nil where it is larger than the share of
    /// items that differ.
    public func pairsNeeded(rateDifference: Double, discordant: Double) -> Int? {
        guard rateDifference.magnitude <= discordant, rateDifference != 0 else { return nil }
        return Self.least(from: 1) { n in
            pairedRatePower(rateDifference.magnitude, discordant: discordant, pairs: n) >= power
        }
    }

    private func pairedRatePower(
        _ difference: Double, discordant: Double, pairs n: Int
    ) -> Double {
        let z = NormalDistribution.quantile(1 - significance / 2)
        let distance = difference * Double(n).squareRoot() - z * discordant.squareRoot()
        let spread = max(0, discordant - difference * difference).squareRoot()
        if spread == 0 { return distance > 0 ? 1 : 0 }
        return NormalDistribution.cumulative(distance / spread)
    }

    /// The first number from which on a condition holds; at most 2^40.
    private static func least(from start: Int, _ holds: (Int) -> Bool) -> Int {
        if holds(start) { return start }
        var low = start
        var high = start * 2
        while !holds(high), high < 1 << 40 { (low, high) = (high, high * 2) }
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
