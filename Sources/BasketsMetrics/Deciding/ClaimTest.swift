// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// What an estimated difference says of a claim.
public struct ClaimTest: Sendable, Hashable, Codable {
    public enum Verdict: String, Sendable, Hashable, Codable {
        case supported
        case contradicted
        case notShown = "not shown"
    }

    public let claim: Claim
    /// First condition minus second.
    public let difference: SeededEstimate

    public init(_ claim: Claim, _ difference: SeededEstimate) {
        self.claim = claim
        self.difference = difference
    }

    /// P value against the claim's margin, before adjustment: two-sided of the difference being
    /// just the margin; for `same`, one-sided of the side that the estimate is not on.
    public var probability: Double {
        let estimate = difference.estimate
        switch claim.direction {
        case .higher: return estimate.probability(of: claim.margin)
        case .lower: return estimate.probability(of: -claim.margin)
        case .same:
            return isSmall
                ? estimate.probability(ofDifferenceBeyond: claim.margin)
                : estimate.value > 0
                    ? estimate.probability(ofAtMost: claim.margin)
                    : estimate.probability(ofAtLeast: -claim.margin)
        }
    }

    /// What the data say when seeds are left aside.
    ///
    /// - Parameter adjusted: the p value, adjusted within the claim's family.
    public func reading(adjusted: Double, significance: Double = 0.05) -> Verdict {
        guard adjusted < significance else { return .notShown }
        return pointsToClaim ? .supported : .contradicted
    }

    /// The verdict: with one training seed nothing is shown of another.
    public func verdict(adjusted: Double, significance: Double = 0.05) -> Verdict {
        difference.isConditional
            ? .notShown : reading(adjusted: adjusted, significance: significance)
    }

    private var isSmall: Bool { difference.estimate.value.magnitude < claim.margin }

    private var pointsToClaim: Bool {
        switch claim.direction {
        case .higher: difference.estimate.value > claim.margin
        case .lower: difference.estimate.value < -claim.margin
        case .same: isSmall
        }
    }

    /// What it would take to tell a difference of the estimated size from the margin.
    ///
    /// - Parameter significance: after adjustment, 0.05 over the number of comparisons.
    public func need(significance: Double) -> SeededEstimate.Need {
        let value = difference.estimate.value
        let margins: [Double] =
            switch claim.direction {
            case .higher: [claim.margin]
            case .lower: [-claim.margin]
            case .same: [claim.margin, -claim.margin]
            }
        let gap = margins.map { (value - $0).magnitude }.min() ?? 0
        return difference.need(toSee: gap, significance: significance)
    }
}

extension SeededEstimate {
    /// How many questions or seeds would be enough, each with the other as it is.
    public struct Need: Sendable, Hashable, Codable {
        /// nil where no number of them is enough.
        public let questions: Int?
        /// nil where no number is enough, or the spread between seeds is not known, having one.
        public let seeds: Int?

        public init(questions: Int?, seeds: Int?) {
            self.questions = questions
            self.seeds = seeds
        }
    }

    /// What it takes to see a true value this far from what it is tested against, with a power of
    /// 80 %: by the t distribution, whose degrees of freedom grow with what is added.
    public func need(toSee gap: Double, significance: Double = 0.05) -> Need {
        let power = Power(significance: significance)
        func isSeen(questions: Int, seeds: Int) -> Bool {
            smallestEffect(power, questions: questions, seeds: seeds).map { $0 <= gap } ?? false
        }
        return Need(
            questions: Self.least(from: 3, upTo: 1_000_000 * estimate.n) {
                isSeen(questions: $0, seeds: seeds)
            },
            seeds: seedVariance == nil
                ? nil
                : Self.least(from: 2, upTo: 1_000_000 * seeds) {
                    isSeen(questions: estimate.n, seeds: $0)
                })
    }

    /// The smallest value that so many questions and seeds show, in the unit of the value.
    private func smallestEffect(_ power: Power, questions: Int, seeds: Int) -> Double? {
        let questionVariance = questionVariance * Double(estimate.n)
        guard let seedVariance else {
            return power.smallestEffect(
                standardError: (questionVariance / Double(questions)).squareRoot(),
                degreesOfFreedom: Double(questions - 1))
        }
        return power.smallestEffect(
            questions: questions, seeds: seeds, questionVariance: questionVariance,
            seedVariance: seedVariance * Double(self.seeds))
    }

    /// The smallest number that is enough; nil where none is up to the most.
    private static func least(from start: Int, upTo most: Int, _ holds: (Int) -> Bool) -> Int? {
        guard holds(most) else { return nil }
        var (low, high) = (start - 1, most)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
