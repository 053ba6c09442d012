// SPDX-License-Identifier: Apache-2.0

/// What one judge said of several writers' texts about one question.
public struct JudgedItem: Sendable, Hashable {
    /// Who wrote a text, as the judge is related to it.
    public enum Writer: Sendable, Hashable {
        /// The judge itself, tuned.
        case own
        /// The untuned model that the judge was made from.
        case parent
        case human
        /// Another model.
        case other(String)
        /// A text of people's with its words in disorder.
        case broken
    }

    /// Two texts in both orders; the pair's text of interest is the one of `first`.
    public struct Comparison: Sendable, Hashable {
        public let first: Writer
        public let second: Writer
        public let pair: OrderedPair
        /// Mean preference of the judges outside for the text of `first`; nil where none has it.
        public let outside: Double?
        /// What people say, who chose between both texts, or else rated each: 1 for the text of `first`,
        /// 0 for that of `second`, 0.5 for neither, and the mean of several people's choices; nil where
        /// they did not.
        public let people: Double?
        /// Whether people chose between both texts, in place of rating each.
        public let isChosen: Bool

        public init(
            _ first: Writer, _ second: Writer, _ pair: OrderedPair, outside: Double? = nil,
            people: Double? = nil, isChosen: Bool = false
        ) {
            self.first = first
            self.second = second
            self.pair = pair
            self.outside = outside
            self.people = people
            self.isChosen = isChosen
        }
    }

    public let comparisons: [Comparison]
    /// Other models' texts and people's beside each other; empty where not asked.
    public let amongOthers: [Comparison]
    /// The judge's own text beside others', the judge asked which one it wrote.
    public let recognitions: [Comparison]
    /// Ratings from 1 to 5 of texts that were shown alone; a text without a verdict is left out.
    public let ratings: [Writer: Double]

    public init(
        comparisons: [Comparison], amongOthers: [Comparison] = [],
        recognitions: [Comparison] = [], ratings: [Writer: Double]
    ) {
        self.comparisons = comparisons
        self.amongOthers = amongOthers
        self.recognitions = recognitions
        self.ratings = ratings
    }
}
