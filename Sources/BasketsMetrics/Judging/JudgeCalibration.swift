// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// How a judge's yes and no compare with people's, on answers that people rated.
///
/// Sensitivity: the share of people's yes that the judge says yes to; specificity: the share of
/// people's no that it says no to. Both are fractions in [0, 1].
public struct JudgeCalibration: Sendable, Hashable, Codable {
    public static let version = "1"
    /// The lower limit of informedness that rates are corrected above.
    public static let bar = 0.3

    public let sensitivity: Proportion
    public let specificity: Proportion

    public init(sensitivity: Proportion, specificity: Proportion) {
        self.sensitivity = sensitivity
        self.specificity = specificity
    }

    /// - Parameter rows: what people and the judge say of each answer; nil where the judge gave no
    ///   verdict. Such rows are left out here and counted by ``VerdictTally``.
    /// - Throws: `MetricError.noData` where people say only yes, or only no.
    public init(_ rows: [(people: Bool, judge: Bool?)]) throws(MetricError) {
        let rated = rows.filter { $0.judge != nil }
        let yes = rated.filter(\.people)
        let no = rated.filter { !$0.people }
        sensitivity = try Proportion(
            yes: yes.count { $0.judge == true }, of: yes.count, name: "sensitivity")
        specificity = try Proportion(
            yes: no.count { $0.judge == false }, of: no.count, name: "specificity")
    }

    /// Sensitivity + specificity - 1 (Youden 1950): 1 for a judge without error, 0 for one whose
    /// verdict has nothing to do with the truth, below 0 for one that turns it round.
    public var informedness: Double { sensitivity.value + specificity.value - 1 }

    /// The two Wilson intervals put together.
    ///
    /// Source: Newcombe 1998, method 10, for a sum in place of a difference.
    public func informednessInterval(level: Double = 0.95) -> Interval {
        let one = sensitivity.interval(level: level)
        let two = specificity.interval(level: level)
        func reach(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let below = reach(sensitivity.value - one.lower, specificity.value - two.lower)
        let above = reach(one.upper - sensitivity.value, two.upper - specificity.value)
        return Interval(
            lower: max(-1, informedness - below), upper: min(1, informedness + above),
            level: level, method: "Wilson intervals put together (Newcombe)")
    }

    /// True where rates by this judge may be corrected: it is clearly better than chance.
    public var isCorrectable: Bool { informednessInterval().lower > Self.bar }
}
