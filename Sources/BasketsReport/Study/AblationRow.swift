// SPDX-License-Identifier: Apache-2.0
package import BasketsMetrics

/// What the number of sources does to one measure of one target, held apart from which they are.
package struct AblationRow: Sendable, Hashable, Codable {
    package let target: String
    package let measure: String
    package let fit: AblationFit
    /// How the baskets were made equal: "examples" or "tokens".
    package let match: String
    /// What `baskets rows` knows the scores behind it by.
    package var rowsID: String?

    package init(target: String, measure: String, fit: AblationFit, match: String) {
        self.target = target
        self.measure = measure
        self.fit = fit
        self.match = match
    }
}
