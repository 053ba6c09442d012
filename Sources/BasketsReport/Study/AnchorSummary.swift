// SPDX-License-Identifier: Apache-2.0

/// What people said of the pairs with one target's text, untuned, that judges compared.
package struct AnchorSummary: Sendable, Hashable, Codable {
    package let target: String
    /// Pairs that people chose between.
    package let chosen: Int
    /// Pairs of which they rated both texts, and did not choose.
    package let rated: Int
    /// All pairs that the untuned target compared.
    package let pairs: Int
    /// So many of which people said something stand for quality.
    package let needed: Int
    /// What people said, in words: "people's choices of 12 pairs".
    package let words: String

    package init(
        target: String, chosen: Int, rated: Int, pairs: Int, needed: Int, words: String
    ) {
        self.target = target
        self.chosen = chosen
        self.rated = rated
        self.pairs = pairs
        self.needed = needed
        self.words = words
    }

    package var said: Int { chosen + rated }
    package var isEnough: Bool { said >= needed }
}
