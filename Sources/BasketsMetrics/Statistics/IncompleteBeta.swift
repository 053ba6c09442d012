// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The regularized incomplete beta function I_x(a, b), a number in [0, 1].
///
/// Continued fraction of DLMF 8.17.22 by Lentz's method, on the side where it converges fast.
/// - Parameters:
///   - x: in [0, 1].
///   - complement: 1 - x, given apart so that an x near 1 loses no digits.
///   - a: above 0.
///   - b: above 0.
func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    let logFront =
        a * .log(x) + b * .log(complement)
        + .logGamma(a + b) - .logGamma(a) - .logGamma(b)
    if x < (a + 1) / (a + b + 2) {
        return .exp(logFront) * betaFraction(x, a, b) / a
    }
    return 1 - .exp(logFront) * betaFraction(complement, b, a) / b
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func notZero(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / notZero(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...10_000 {
        let m = Double(step)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / notZero(1 + even * d)
        c = notZero(1 + even / c)
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / notZero(1 + odd * d)
        c = notZero(1 + odd / c)
        fraction *= d * c
        if (d * c - 1).magnitude < 1e-16 { break }
    }
    return fraction
}
