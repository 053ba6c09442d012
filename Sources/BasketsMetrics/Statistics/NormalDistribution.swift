// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
    /// Probability of a value below `z`.
    public static func cumulative(_ z: Double) -> Double {
        0.5 * erfc(-z * 0.5.squareRoot())
    }

    /// Density at `z`.
    public static func density(_ z: Double) -> Double {
        exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    }

    /// The value below which a share `p` in (0, 1) of the distribution lies; relative error 1e-15.
    ///
    /// Source: Acklam's rational start (relative error 1.2e-9), then one Halley step.
    public static func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a share is in (0, 1)")
        guard p <= 0.5 else { return -quantile(1 - p) }
        let start = p < 0.02425 ? tail(p) : center(p)
        let error = (cumulative(start) - p) / density(start)
        return start - error / (1 + start * error / 2)
    }

    private static func center(_ p: Double) -> Double {
        let q = p - 0.5
        let r = q * q
        let a = [
            -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690,
            -30.66479806614716, 2.506628277459239,
        ]
        let b = [
            -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
            -13.28068155288572, 1,
        ]
        return q * polynomial(a, r) / polynomial(b, r)
    }

    private static func tail(_ p: Double) -> Double {
        let q = (-2 * log(p)).squareRoot()
        let c = [
            -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
            4.374664141464968, 2.938163982698783,
        ]
        let d = [
            0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
        ]
        return polynomial(c, q) / polynomial(d, q)
    }

    /// Horner's scheme, the highest power first.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }
}
