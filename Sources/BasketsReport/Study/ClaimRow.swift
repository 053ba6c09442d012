// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsMetrics

/// A claim, held against one target and one pair of conditions.
package struct ClaimRow: Sendable, Hashable, Codable {
    package let claim: Claim
    /// Nil where the study has nothing to hold it against; `reason` says what is missing.
    package let target: String?
    /// Labels of the two conditions.
    package let first: String?
    package let second: String?
    /// First less second, in `unit`.
    package let estimate: Double?
    /// The same of whole answers, where `estimate` is of answers cut to equal lengths.
    package let unmatched: Double?
    package let interval: Interval?
    package let unit: String?
    /// Before and after adjustment within the family.
    package let probability: Double?
    package let adjusted: Double?
    /// The same by Benjamini and Hochberg, who bound the share of false findings among all.
    package var benjaminiHochberg: Double?
    package let seeds: Int?
    package let questions: Int?
    /// Of the variance of the difference, what more seeds would make smaller; nil for one seed.
    package let seedShare: Double?
    /// The smallest difference that so many questions and seeds show with a power of 80 % at 5 %.
    package let smallestDifference: Double?
    /// How far the judge behind the measure can be trusted; nil for a measure without a judge.
    package let judge: String?
    package let verdict: ClaimTest.Verdict
    /// With one seed: what holds of these adapters.
    package let conditional: ClaimTest.Verdict?
    /// Why nothing is shown, or nil.
    package let reason: String?
    /// What would settle it, or nil where it is settled or nothing is known of that.
    package let settles: String?
    /// What `baskets rows` knows the scores of both conditions by.
    package var rowsID: String?

    package init(
        claim: Claim, target: String? = nil, first: String? = nil, second: String? = nil,
        estimate: Double? = nil, unmatched: Double? = nil, interval: Interval? = nil,
        unit: String? = nil, probability: Double? = nil, adjusted: Double? = nil, seeds: Int? = nil,
        questions: Int? = nil, seedShare: Double? = nil, smallestDifference: Double? = nil,
        judge: String? = nil,
        verdict: ClaimTest.Verdict = .notShown, conditional: ClaimTest.Verdict? = nil,
        reason: String? = nil, settles: String? = nil
    ) {
        self.claim = claim
        self.target = target
        self.first = first
        self.second = second
        self.estimate = estimate
        self.unmatched = unmatched
        self.interval = interval
        self.unit = unit
        self.probability = probability
        self.adjusted = adjusted
        self.seeds = seeds
        self.questions = questions
        self.seedShare = seedShare
        self.smallestDifference = smallestDifference
        self.judge = judge
        self.verdict = verdict
        self.conditional = conditional
        self.reason = reason
        self.settles = settles
    }
}
