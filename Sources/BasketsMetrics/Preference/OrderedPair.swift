// SPDX-License-Identifier: Apache-2.0

/// Two texts that a judge compared in both orders.
public struct OrderedPair: Sendable, Hashable {
    /// What the two orders say together.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The text of interest is better in both orders.
        case preferred
        /// The other text is better in both orders.
        case passedOver
        /// Each order names the text that stood first.
        case flippedToFirst
        /// Each order names the text that stood second.
        case flippedToSecond
        /// An order favours neither text.
        case undecided
        /// An order has no verdict.
        case incomplete
    }

    /// What both texts are about, such as the question: pairs of one item belong together.
    public let item: String
    /// Probability, in [0, 1], that the text of interest is better when it stands first; nil where
    /// the judge gave no verdict.
    public let whenFirst: Double?
    /// The same when it stands second.
    public let whenSecond: Double?
    /// Length of the text of interest over that of the other, natural logarithm.
    public let lengthRatio: Double

    public init(item: String, whenFirst: Double?, whenSecond: Double?, lengthRatio: Double = 0) {
        self.item = item
        self.whenFirst = whenFirst
        self.whenSecond = whenSecond
        self.lengthRatio = lengthRatio
    }

    public var outcome: Outcome {
        guard let whenFirst, let whenSecond else { return .incomplete }
        if whenFirst == 0.5 || whenSecond == 0.5 { return .undecided }
        switch (whenFirst > 0.5, whenSecond > 0.5) {
        case (true, true): return .preferred
        case (false, false): return .passedOver
        case (true, false): return .flippedToFirst
        case (false, true): return .flippedToSecond
        }
    }

    /// What the pair counts for the text of interest: 1 where both orders name it, 0 where both name
    /// the other, else half. nil where an order has no verdict.
    public var points: Double? {
        switch outcome {
        case .incomplete: nil
        case .preferred: 1
        case .passedOver: 0
        case .flippedToFirst, .flippedToSecond, .undecided: 0.5
        }
    }

    /// Preference for the text of interest, both orders together, in [0, 1]: where it stands cancels
    /// out. nil where an order has no verdict.
    public var preference: Double? {
        guard let whenFirst, let whenSecond else { return nil }
        return (whenFirst + whenSecond) / 2
    }

    /// How far the first place wins whatever stands there, in [-1, 1]: 1 always, -1 never, 0 where
    /// the order does not matter.
    public var firstPlaceAdvantage: Double? {
        guard let whenFirst, let whenSecond else { return nil }
        return whenFirst - whenSecond
    }

    static func check(_ pairs: [OrderedPair], for metric: String) throws(MetricError) {
        for (row, pair) in pairs.enumerated() {
            let values = [pair.whenFirst, pair.whenSecond].compactMap { $0 }
            guard values.allSatisfy((0...1).contains), pair.lengthRatio.isFinite else {
                throw MetricError(
                    .badRow, metric: metric, row: row,
                    "\(values) are no probabilities, or the length ratio \(pair.lengthRatio) is no number."
                )
            }
        }
    }
}
