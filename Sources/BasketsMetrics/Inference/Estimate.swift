// SPDX-License-Identifier: Apache-2.0

public import BasketsCore
import Foundation

/// An estimated mean or difference with all that its interval and tests are made from.
///
/// A truth is ruled out where two statistics do so, by Student's distribution with the stated degrees
/// of freedom: T = (value - truth) / standardError, and T after Hall's cubic transformation, which
/// takes out the lean that skewed contributions give it: g(T) = T + a T² + a² T³ / 3 + a / 2,
/// a = lean / 3. T alone holds too little of skewed means, g(T) alone finds too many differences
/// between long tails; with lean 0 they are one.
/// Source: Hall 1992, "On the removal of skewness by transformation".
public struct Estimate: Sendable, Hashable, Codable {
    /// In the unit of the values.
    public let value: Double
    /// From 0, in the same unit.
    public let standardError: Double
    /// Above 0; need not be a whole number.
    public let degreesOfFreedom: Double
    /// Skewness of the independent contributions over the root of their number; 0 is symmetric.
    public let lean: Double
    /// Values that it rests on.
    public let n: Int
    /// How it was made, in words: "mean of 40 pairs".
    public let method: String

    public init(
        value: Double, standardError: Double, degreesOfFreedom: Double, lean: Double = 0, n: Int,
        method: String
    ) {
        precondition(standardError >= 0 && degreesOfFreedom > 0, "a spread and its freedom")
        self.value = value
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.lean = lean
        self.n = n
        self.method = method
    }

    /// The interval that holds the truth with this probability; without a spread it is one point.
    public func interval(level: Double = 0.95) -> Interval {
        let reach = student.quantile((1 + level) / 2)
        let shape = lean == 0 ? "" : ", with skewness"
        return Interval(
            lower: value - standardError * max(reach, untransformed(reach)),
            upper: value - standardError * min(-reach, untransformed(-reach)), level: level,
            method: method + shape)
    }

    /// Two-sided p value of the truth being `null`.
    public func probability(of null: Double = 0) -> Double {
        guard standardError > 0 else { return value == null ? 1 : 0 }
        let t = (value - null) / standardError
        return max(student.twoSided(t), student.twoSided(transformed(t)))
    }

    /// One-sided p value of the truth being at most `null`: small where it is above.
    public func probability(ofAtMost null: Double) -> Double {
        guard standardError > 0 else { return value > null ? 0 : 1 }
        let t = (value - null) / standardError
        return student.cumulative(max(-t, -transformed(t)))
    }

    /// One-sided p value of the truth being at least `null`: small where it is below.
    public func probability(ofAtLeast null: Double) -> Double {
        guard standardError > 0 else { return value < null ? 0 : 1 }
        let t = (value - null) / standardError
        return student.cumulative(max(t, transformed(t)))
    }

    /// P value of the truth being as far from 0 as `margin` or farther: small where no difference
    /// as large as the margin is left to believe in. Two one-sided tests.
    ///
    /// Source: Schuirmann 1987. Absence of evidence is not equivalence: a wide interval gives a
    /// large p value here too.
    /// - Parameter margin: above 0, in the unit of the values.
    public func probability(ofDifferenceBeyond margin: Double) -> Double {
        precondition(margin > 0, "a margin is above 0")
        return max(probability(ofAtMost: -margin), probability(ofAtLeast: margin))
    }

    private var student: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }

    private func transformed(_ t: Double) -> Double {
        let a = lean / 3
        return t + a * t * t + a * a * t * t * t / 3 + a / 2
    }

    /// The T that `transformed` makes `y` of.
    private func untransformed(_ y: Double) -> Double {
        let a = lean / 3
        guard a.magnitude > 1e-9 else { return y }
        return (cbrt(1 + 3 * a * (y - a / 2)) - 1) / a
    }
}
