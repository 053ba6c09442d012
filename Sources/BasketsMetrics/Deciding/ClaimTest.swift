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
    /// 80 %; by the normal approximation.
    public func need(toSee gap: Double, significance: Double = 0.05) -> Need {
        let reach =
            NormalDistribution.quantile(1 - significance / 2) + NormalDistribution.quantile(0.8)
        let allowed = (gap / reach) * (gap / reach)
        return Need(
            questions: Self.times(questionVariance, within: allowed - (seedVariance ?? 0))
                .map { max(3, Int((Double(estimate.n) * $0).rounded(.up))) },
            seeds: seedVariance.flatMap { Self.times($0, within: allowed - questionVariance) }
                .map { max(2, Int((Double(seeds) * $0).rounded(.up))) })
    }

    /// How many times as much makes a variance as small as allowed; nil where nothing does.
    private static func times(_ variance: Double, within allowed: Double) -> Double? {
        guard allowed > 0, variance / allowed < 1e6 else { return nil }
        return variance / allowed
    }
}
