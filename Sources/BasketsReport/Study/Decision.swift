// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsMetrics

/// Which basket to train a target on, and how sure that is.
package struct Decision: Sendable, Hashable, Codable {
    /// A condition with what it is made of.
    package struct Option: Sendable, Hashable, Codable {
        package let label: String
        package let place: UtilityRanking.Place
        /// Whose answers it holds.
        package let sources: [String]
        /// Tuned elsewhere, on answers that nobody here knows.
        package let isFromElsewhere: Bool
        /// What `baskets rows` knows the scores that are weighed by.
        package var rowsID: String?

        package init(
            label: String, place: UtilityRanking.Place, sources: [String],
            isFromElsewhere: Bool = false
        ) {
            self.label = label
            self.place = place
            self.sources = sources
            self.isFromElsewhere = isFromElsewhere
        }
    }

    package let target: String
    /// Whether the study declares the utility, or it is the standard one.
    package let isDeclared: Bool
    package let terms: [UtilityTerm]
    /// From the highest utility down; empty where nothing can be ranked.
    package var options: [Option]
    package let draws: Int
    package let isSure: Bool
    /// Of the terms that rest on rows, the fewest rows that one rests on.
    package let questions: Int
    /// Rows that each term rests on, by measure; none for what no row moves.
    package let counts: [String: Int]
    /// The least number of training seeds of a tuned condition.
    package let seeds: Int
    /// What would be needed to tell the first two apart; nil where that is not known.
    package let need: SeededEstimate.Need?
    /// Conditions that are not ranked, each with the reason.
    package let leftOut: [String]
    /// What keeps a term from being trusted, such as a judge below the bar; then nothing is sure.
    package let caveats: [String]

    package init(
        target: String, isDeclared: Bool, terms: [UtilityTerm], options: [Option] = [],
        draws: Int = 0, isSure: Bool = false, questions: Int = 0,
        counts: [String: Int] = [:], seeds: Int = 0, need: SeededEstimate.Need? = nil,
        leftOut: [String] = [], caveats: [String] = []
    ) {
        self.target = target
        self.isDeclared = isDeclared
        self.terms = terms
        self.options = options
        self.draws = draws
        self.isSure = isSure
        self.questions = questions
        self.counts = counts
        self.seeds = seeds
        self.need = need
        self.leftOut = leftOut
        self.caveats = caveats
    }
}
