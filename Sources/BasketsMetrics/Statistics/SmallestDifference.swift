// SPDX-License-Identifier: Apache-2.0

import Foundation
import RealModule

/// The smallest true difference that a two-sided test is likely to see: what so few rows can show.
///
/// Power 0.8 and significance 0.05 unless said otherwise.
public enum SmallestDifference {
    /// For the mean of paired differences, by the power of the paired t test; nil for fewer than
    /// two pairs. In the unit of the standard deviation of the differences.
    public static func ofPairs(
        _ n: Int, standardDeviation: Double, power: Double = 0.8, significance: Double = 0.05
    ) -> Double? {
        guard n > 1 else { return nil }
        let shift = shift(
            degreesOfFreedom: Double(n - 1), power: power, significance: significance)
        return shift * standardDeviation / Double(n).squareRoot()
    }

    /// The true value, in standard errors, that a two-sided t test sees with the stated power.
    static func shift(
        degreesOfFreedom freedom: Double, power: Double, significance: Double
    ) -> Double {
        let critical = StudentT(degreesOfFreedom: freedom).quantile(1 - significance / 2)
        let test = PairedTest(critical: critical, degreesOfFreedom: freedom)
        var (low, high) = (0.0, critical + 1)
        while test.power(shift: high) < power { high *= 2 }
        var (below, above) = (test.power(shift: low) - power, test.power(shift: high) - power)
        // False position: the end that stays has its height halved (Illinois), so that both ends move.
        // A report asks for hundreds of these, and bisection needs five times as many steps.
        for _ in 0..<60 where above != below {
            let middle = high - above * (high - low) / (above - below)
            let height = test.power(shift: middle) - power
            if height.magnitude < 1e-13 { return middle }
            if height * above < 0 { (low, below) = (high, above) } else { below /= 2 }
            (high, above) = (middle, height)
        }
        return high
    }

    /// For the difference between two independent measures with known standard errors, by the
    /// normal approximation, in the unit of the measures.
    public static func ofIndependentSets(
        _ first: Double, _ second: Double, power: Double = 0.8, significance: Double = 0.05
    ) -> Double {
        let error = (first * first + second * second).squareRoot()
        return error
            * (NormalDistribution.quantile(1 - significance / 2)
                + NormalDistribution.quantile(power))
    }
}

/// A two-sided t test: its power for a t statistic whose numerator has a mean other than 0, the normal
/// probability averaged over the distribution of the estimated deviation s.
private struct PairedTest {
    private let critical: Double
    /// Values of s, and what Simpson's rule gives each.
    private let points: [(s: Double, weight: Double)]

    init(critical: Double, degreesOfFreedom v: Double) {
        self.critical = critical
        let reach = 12 / v.squareRoot()
        let from = max(0, 1 - reach)
        let steps = 2_000  // even, for Simpson's rule
        let step = (1 + reach - from) / Double(steps)
        let logFront = Double.log(2) + v / 2 * .log(v / 2) - .logGamma(v / 2)
        points = (0...steps).map { index in
            let s = from + Double(index) * step
            let logDensity = v == 1 ? -s * s / 2 : (v - 1) * .log(s) - v * s * s / 2
            let weight = index == 0 || index == steps ? 1.0 : index % 2 == 1 ? 4 : 2
            return (s, weight * exp(logFront + logDensity) * step / 3)
        }
    }

    /// Probability that |T| > critical.
    func power(shift: Double) -> Double {
        sum(
            points.lazy.map { s, weight in
                weight
                    * (NormalDistribution.cumulative(shift - critical * s)
                        + NormalDistribution.cumulative(-shift - critical * s))
            })
    }
}
