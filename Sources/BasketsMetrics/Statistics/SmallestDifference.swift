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
        var low = 0.0
        var high = critical + 1
        func reached(_ shift: Double) -> Double {
            pairedPower(shift: shift, critical: critical, degreesOfFreedom: freedom)
        }
        while reached(high) < power { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if reached(middle) < power { low = middle } else { high = middle }
        }
        return (low + high) / 2
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

    /// Probability that |T| > critical, for a t statistic whose numerator has mean `shift`: the
    /// normal probability, averaged over the distribution of the estimated deviation s.
    static func pairedPower(shift: Double, critical: Double, degreesOfFreedom v: Double) -> Double {
        let reach = 12 / v.squareRoot()
        let from = max(0, 1 - reach)
        let steps = 2_000  // even, for Simpson's rule
        let step = (1 + reach - from) / Double(steps)
        let logFront = Double.log(2) + v / 2 * .log(v / 2) - .logGamma(v / 2)
        return sum(
            (0...steps).lazy.map { index in
                let s = from + Double(index) * step
                let logDensity = v == 1 ? -s * s / 2 : (v - 1) * .log(s) - v * s * s / 2
                let seen =
                    NormalDistribution.cumulative(shift - critical * s)
                    + NormalDistribution.cumulative(-shift - critical * s)
                let weight = index == 0 || index == steps ? 1.0 : index % 2 == 1 ? 4 : 2
                return weight * exp(logFront + logDensity) * seen
            }) * step / 3
    }
}
