// SPDX-License-Identifier: Apache-2.0

/// A sentence that a study can bear out: what one measure says of one condition against another.
public struct Claim: Sendable, Hashable, Codable {
    /// Which way the first condition differs from the second.
    public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case higher
        case lower
        /// No difference as large as the margin.
        case same
    }

    /// Short name, one of its own: "H1-human".
    public let id: String
    /// The sentence, in words.
    public let text: String
    /// Claims of one family share the risk of one standing out by chance.
    public let family: String
    /// As in scores: "human-perplexity".
    public let measure: String
    /// The condition that the sentence is about.
    public let of: ConditionSelector
    public let against: ConditionSelector
    public let direction: Direction
    /// Differences up to this count as none, in the unit of the measure; above 0 for `same`.
    public let margin: Double
    /// Where the sentence comes from and what was found there; nil for a user's own.
    public let origin: String?

    public init(
        id: String, text: String, family: String, measure: String, of: ConditionSelector,
        against: ConditionSelector, direction: Direction, margin: Double = 0, origin: String? = nil
    ) {
        self.id = id
        self.text = text
        self.family = family
        self.measure = measure
        self.of = of
        self.against = against
        self.direction = direction
        self.margin = margin
        self.origin = origin
    }
}

/// Names conditions by what they are, or one by its name.
public struct ConditionSelector: Sendable, Hashable, Codable {
    /// Words that stand for conditions of a kind.
    public static let words = [
        "vanilla", "human", "single", "self", "other", "multi", "mix", "tuned", "synthetic",
    ]

    /// One of `words`, or a condition's name, such as `single-gemma`.
    public let word: String

    public init(_ word: String) {
        self.word = word
    }

    /// Whether it means this condition of a target.
    ///
    /// `self` is the target's own model as the one writer, `other` any other model alone;
    /// `synthetic` are baskets without people's answers.
    public func matches(_ condition: Condition, of target: String, in study: Study) -> Bool {
        switch word {
        case "tuned": return condition != .vanilla
        case "synthetic":
            return condition.isTrained && !condition.sources.contains(Source.human)
        case "self", "other":
            guard case .single(let source) = condition else { return false }
            let isOwn = study.source(named: source)?.model == study.target(named: target)?.model
            return isOwn == (word == "self")
        default: return condition.kind == word || condition.name == word
        }
    }
}
