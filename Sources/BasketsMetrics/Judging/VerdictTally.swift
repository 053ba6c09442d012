// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// The verdicts of one arm with all that came in their place: nothing is dropped unseen.
///
/// An arm's number rests on the arm's own verdicts alone, so a judge that fails at one arm's answers
/// moves no other arm. What the missing verdicts could change at most is stated by the bounds.
public struct VerdictTally: Sendable, Hashable {
    public let outcomes: [VerdictOutcome: Int]
    /// The ratings of the verdicts, in the order given.
    public let ratings: [Double]

    /// - Parameter verdicts: outcome of each rating, and the rating where there is one.
    public init(_ verdicts: [(outcome: VerdictOutcome, rating: Double?)]) {
        var outcomes: [VerdictOutcome: Int] = [:]
        for verdict in verdicts { outcomes[verdict.outcome, default: 0] += 1 }
        self.outcomes = outcomes
        ratings = verdicts.compactMap { $0.outcome == .verdict ? $0.rating : nil }
    }

    public var asked: Int { outcomes.values.reduce(0, +) }
    public var missing: Int { asked - ratings.count }

    /// The mean of the ratings.
    ///
    /// - Throws: `MetricError.noData` where there is no verdict.
    public func meanRating() throws(MetricError) -> Double {
        guard !ratings.isEmpty else {
            throw .noData("verdicts", needs: "a verdict", got: "none of \(asked)")
        }
        return mean(ratings)
    }

    /// What the mean would be if every missing verdict were the lowest rating, and the highest.
    ///
    /// - Throws: `MetricError.noData` where nothing was asked.
    public func bounds(_ scale: ClosedRange<Double>) throws(MetricError) -> ClosedRange<Double> {
        guard asked > 0 else { throw .noData("verdicts", needs: "a rating", got: "none") }
        let known = sum(ratings)
        let lost = Double(missing)
        return (known + lost * scale.lowerBound) / Double(asked)...(known + lost * scale.upperBound)
            / Double(asked)
    }
}
