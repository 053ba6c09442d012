// SPDX-License-Identifier: Apache-2.0

public import BasketsCore
import Foundation

/// A judge's preference for the texts of interest at equal length and equal place.
///
/// The probability that the first-named text wins is modelled as logistic(b0 + b1 l + b2 p): l the
/// logarithm of the length ratio, p +1 where it stands first and -1 where second. The preference is
/// logistic(b0), what is left at l = 0 and p averaged over both places. Unit: fraction in [0, 1];
/// 0.5: none.
/// Source: the length control of AlpacaEval (Dubois et al. 2024) in the Bradley-Terry form.
/// Deviation: the length enters as a logarithm and without a squashing; all three coefficients have
/// a weak normal prior (mean 0, deviation 2.5 after Gelman et al. 2008), so that a judge who decides
/// by length alone still has finite ones.
public struct LengthControlled: Sendable, Hashable {
    public static let version = "1"
    static let priorDeviation = 2.5

    /// On the scale of the logit.
    public let own: Double
    public let length: Double
    public let place: Double
    /// Logistic of `own`.
    public let preference: Double
    /// Over items, from the spread between them (sandwich estimate); nil for fewer than three.
    public let interval: Interval?
    /// Pairs with both verdicts.
    public let n: Int
    /// What a reader must know: that lengths hardly differ, or differ one way only.
    public let note: String?

    /// - Throws: `MetricError.noData` where no pair has both verdicts; `badRow` for a value that is
    ///   no probability.
    public init(_ pairs: [OrderedPair], level: Double = 0.95) throws(MetricError) {
        try OrderedPair.check(pairs, for: "length-controlled")
        let complete = pairs.filter { $0.outcome != .incomplete }
        guard !complete.isEmpty else {
            throw .noData(
                "length-controlled", needs: "a pair with both verdicts",
                got: "none of \(pairs.count)")
        }
        let rows = complete.flatMap { pair in
            [(1.0, pair.whenFirst ?? 0.5), (-1.0, pair.whenSecond ?? 0.5)].map { place, won in
                LogisticRow(x: [1, pair.lengthRatio, place], won: won, group: pair.item)
            }
        }
        let fit = LogisticFit(rows, priorDeviation: Self.priorDeviation)
        own = fit.coefficients[0]
        length = fit.coefficients[1]
        place = fit.coefficients[2]
        preference = logistic(own)
        n = complete.count
        note = Self.note(complete.map(\.lengthRatio))
        interval = Self.interval(fit, level: level)
    }

    private static func interval(_ fit: LogisticFit, level: Double) -> Interval? {
        guard let errors = fit.robustErrors(), fit.groups > 2 else { return nil }
        let width =
            StudentT(degreesOfFreedom: Double(fit.groups - 1)).quantile((1 + level) / 2)
            * errors[0]
        return Interval(
            lower: logistic(fit.coefficients[0] - width),
            upper: logistic(fit.coefficients[0] + width), level: level,
            method: "robust over \(fit.groups) items, on the scale of the logit")
    }

    private static func note(_ lengths: [Double]) -> String? {
        if lengths.allSatisfy({ $0 > 0 }) {
            return "Every text of interest is the longer one: what is due to length is a guess "
                + "beyond the data."
        }
        if lengths.allSatisfy({ $0 < 0 }) {
            return "Every text of interest is the shorter one: what is due to length is a guess "
                + "beyond the data."
        }
        return nil
    }
}
