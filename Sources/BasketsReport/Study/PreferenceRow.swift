// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// One judge's row of the preference matrix: how often each writer's texts come out better than those
/// that they were compared with.
package struct PreferenceRow: Sendable, Hashable, Codable {
    package struct Share: Sendable, Hashable, Codable {
        /// "untuned target", "the judge itself", "people", or the name of a source.
        package let writer: String
        /// Mean probability over questions, in [0, 1].
        package let value: Double
        package let interval: Interval
        /// Questions.
        package let n: Int

        package init(writer: String, value: Double, interval: Interval, n: Int) {
            self.writer = writer
            self.value = value
            self.interval = interval
            self.n = n
        }
    }

    package let target: String
    /// Name of the cell that judges; nil: the judges outside, their mean, or people.
    package let cell: String?
    /// Whether it is what people's ratings of both texts say.
    package let isOfPeople: Bool
    package let shares: [Share]
    /// The same as the published study scored, over every two texts but the judge's own; nil without
    /// its preset.
    package let published: [Share]?
    /// What `baskets rows` knows its verdicts by; nil for the mean of several judges.
    package let rowsID: String?

    package init(
        target: String, cell: String?, isOfPeople: Bool = false, shares: [Share],
        published: [Share]? = nil,
        rowsID: String? = nil
    ) {
        self.target = target
        self.cell = cell
        self.isOfPeople = isOfPeople
        self.shares = shares
        self.published = published
        self.rowsID = rowsID
    }
}
