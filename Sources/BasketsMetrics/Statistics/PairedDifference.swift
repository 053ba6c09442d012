// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A difference between two conditions on the same items, with its interval and test.
public struct PairedDifference: Sendable, Hashable {
    /// First minus second, in the unit of the values.
    public let estimate: Double
    public let interval: Interval
    /// Two-sided p value of no difference.
    public let probability: Double
    /// Pairs.
    public let n: Int
    /// The difference that so many pairs of this spread show with a power of 80 % at 5 %,
    /// two-sided; nil where no formula stands behind it.
    public let smallestDifference: Double?

    public init(
        estimate: Double, interval: Interval, probability: Double, n: Int,
        smallestDifference: Double?
    ) {
        self.estimate = estimate
        self.interval = interval
        self.probability = probability
        self.n = n
        self.smallestDifference = smallestDifference
    }

    /// The mean of the differences, with Student's interval and test.
    ///
    /// - Throws: `MetricError.noData` for fewer than two pairs, `badRow` for a difference that is
    ///   not finite.
    public static func ofMeans(
        _ differences: [Double], level: Double = 0.95
    ) throws(MetricError) -> PairedDifference {
        try check(differences, needs: 2)
        let n = differences.count
        let center = mean(differences)
        let deviation = variance(differences).squareRoot()
        let error = deviation / Double(n).squareRoot()
        let student = StudentT(degreesOfFreedom: Double(n - 1))
        let width = student.quantile((1 + level) / 2) * error
        let probability =
            error == 0 ? (center == 0 ? 1 : 0) : student.twoSided(center / error)
        return PairedDifference(
            estimate: center,
            interval: Interval(
                lower: center - width, upper: center + width, level: level,
                method: "paired t, \(n) pairs"),
            probability: probability, n: n,
            smallestDifference: SmallestDifference.ofPairs(n, standardDeviation: deviation))
    }

    /// The median of the differences, with a percentile bootstrap interval and a sign-flip test.
    ///
    /// Under no difference each sign is as likely as the other, whatever the shape of the spread;
    /// the p value is the share of seeded sign patterns with a median as far from 0, this one
    /// included, so it is never 0.
    /// - Throws: `MetricError.noData` for fewer than two pairs, `badRow` for a difference that is
    ///   not finite.
    public static func ofMedians(
        _ differences: [Double], seed: UInt64, draws: Int = 2_000, level: Double = 0.95
    ) throws(MetricError) -> PairedDifference {
        try check(differences, needs: 2)
        precondition(draws > 0, "at least one draw")
        let center = median(differences)
        var random = KeyedRandom(seed, "paired-median", "bootstrap")
        var medians: [Double] = []
        for _ in 0..<draws {
            medians.append(
                median(
                    differences.map { _ in
                        differences[random.below(differences.count)]
                    }))
        }
        medians.sort()
        return PairedDifference(
            estimate: center,
            interval: Interval(
                lower: quantile((1 - level) / 2, ofSorted: medians),
                upper: quantile((1 + level) / 2, ofSorted: medians), level: level,
                method: "bootstrap of the paired median, \(draws) draws"),
            probability: signFlip(differences, center, seed: seed, draws: draws),
            n: differences.count, smallestDifference: nil)
    }

    private static func signFlip(
        _ differences: [Double], _ center: Double, seed: UInt64, draws: Int
    ) -> Double {
        var random = KeyedRandom(seed, "paired-median", "signs")
        var asFar = 1
        for _ in 0..<draws {
            let flipped = differences.map { random.next() & 1 == 0 ? $0 : -$0 }
            if median(flipped).magnitude >= center.magnitude { asFar += 1 }
        }
        return Double(asFar) / Double(draws + 1)
    }

    private static func check(_ differences: [Double], needs: Int) throws(MetricError) {
        guard differences.count >= needs else {
            throw .noData("paired difference", needs: "two pairs", got: "\(differences.count)")
        }
        guard let row = differences.firstIndex(where: { !$0.isFinite }) else { return }
        throw MetricError(
            .badRow, metric: "paired difference", row: row,
            "the difference is \(differences[row]).",
            remedy: "Compare medians of both sides, or say how many values are infinite.")
    }
}
