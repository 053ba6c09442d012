// SPDX-License-Identifier: Apache-2.0
package import BasketsMetrics

/// How different the sources of a study are, or why that is not known.
package struct SourceDifference: Sendable, Hashable, Codable {
    package let card: DifferenceCard?
    package let failure: String?

    package init(card: DifferenceCard) {
        self.card = card
        failure = nil
    }

    package init(failure: String) {
        card = nil
        self.failure = failure
    }
}
