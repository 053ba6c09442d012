// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// The verdicts of one arm with all that came in their place: nothing is dropped unseen.
///
/// An arm's number rests on the arm's own verdicts alone, so a judge that fails at one arm's answers
/// moves no other arm. What the missing ones could change at most say ``PromptedMean/bounds(of:in:)``
/// and ``JudgePreference/bounds(_:)``.
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
}
