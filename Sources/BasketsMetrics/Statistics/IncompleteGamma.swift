// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The upper regularized incomplete gamma function Q(a, x), a number in [0, 1].
///
/// Series of DLMF 8.7.1 below a + 1, continued fraction of DLMF 8.9.2 by Lentz's method above.
/// - Parameters:
///   - a: above 0.
///   - x: from 0.
func upperIncompleteGamma(_ a: Double, _ x: Double) -> Double {
    if x <= 0 { return 1 }
    if x.isInfinite { return 0 }
    let front = Double.exp(a * .log(x) - x - .logGamma(a))
    return x < a + 1 ? 1 - front * gammaSeries(a, x) : front * gammaFraction(a, x)
}

private func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var total = term
    for step in 1...100_000 {
        term *= x / (a + Double(step))
        total += term
        if term < total * 1e-17 { break }
    }
    return total
}

private func gammaFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func notZero(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / notZero(b)
    var fraction = d
    for step in 1...100_000 {
        let i = Double(step)
        let numerator = -i * (i - a)
        b += 2
        d = 1 / notZero(numerator * d + b)
        c = notZero(b + numerator / c)
        fraction *= d * c
        if (d * c - 1).magnitude < 1e-16 { break }
    }
    return fraction
}

/// Probability that a chi-squared variable with `v` degrees of freedom is at least `x`.
func chiSquaredTail(_ x: Double, degreesOfFreedom v: Double) -> Double {
    upperIncompleteGamma(v / 2, x / 2)
}

/// Probability that an F variable with `v` and `w` degrees of freedom is at least `f`.
func fTail(_ f: Double, _ v: Double, _ w: Double) -> Double {
    if f <= 0 { return 1 }
    if f.isInfinite { return 0 }
    return incompleteBeta(w / (w + v * f), complement: v * f / (w + v * f), w / 2, v / 2)
}
