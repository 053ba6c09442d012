// SPDX-License-Identifier: Apache-2.0

/// What of a question decides whose answer a basket holds: not its texts.
package protocol PlacedQuestion: Sendable {
    var id: String { get }
    var category: String { get }
}

extension Question: PlacedQuestion {}

/// A question without its texts, so that a million of them are no burden.
package struct QuestionPlace: PlacedQuestion, Hashable {
    package let id: String
    package let category: String

    package init(id: String, category: String) {
        self.id = id
        self.category = category
    }
}
