// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
    /// Above 0; need not be a whole number.
    public let degreesOfFreedom: Double

    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom are above 0")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// Probability of a value below `t`.
    public func cumulative(_ t: Double) -> Double {
        let tail = upperTail(t.magnitude)
        return t < 0 ? tail : 1 - tail
    }

    /// Probability of a value as far from 0 as `t`, or farther, on either side.
    public func twoSided(_ t: Double) -> Double { 2 * upperTail(t.magnitude) }

    /// P(T > t) for t >= 0, exact in the far tail too.
    private func upperTail(_ t: Double) -> Double {
        if t.isInfinite { return 0 }
        let v = degreesOfFreedom
        return 0.5 * incompleteBeta(v / (v + t * t), complement: t * t / (v + t * t), v / 2, 0.5)
    }

    /// The value below which a share `p` in (0, 1) of the distribution lies.
    ///
    /// By bisection on the tail in the logarithm of t: slow and safe, relative error below 1e-12.
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a share is in (0, 1)")
        if p == 0.5 { return 0 }
        let tail = min(p, 1 - p)
        var low = -40.0
        var high = 5.0
        while upperTail(exp(high)) > tail, high < 700 { high += 20 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if upperTail(exp(middle)) > tail { low = middle } else { high = middle }
        }
        let size = exp((low + high) / 2)
        return p < 0.5 ? -size : size
    }
}
