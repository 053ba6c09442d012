// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// A measure's mean over the baskets of a group.
package struct BasketMean: Sendable, Hashable, Codable {
    /// As in `Score.measure`.
    package let measure: String
    package let value: Double
    /// Over other questions and, where there are several, training seeds; the baskets are these.
    package let interval: Interval
    package let seeds: Int
    package let questions: Int

    package init(measure: String, value: Double, interval: Interval, seeds: Int, questions: Int) {
        self.measure = measure
        self.value = value
        self.interval = interval
        self.seeds = seeds
        self.questions = questions
    }
}

/// Cells of one target whose baskets have as many writers, or writers of one bracket.
package struct BasketGroup: Sendable, Hashable, Codable {
    package enum Axis: String, Sendable, Hashable, Codable {
        case sources, bracket
    }

    package let target: String
    package let axis: Axis
    /// "2 sources", or the name of the bracket.
    package let name: String
    /// Number of sources, where the group is of one number.
    package let count: Int?
    /// Names of the cells.
    package let cells: [String]
    /// Of each measure that all of them have.
    package var means: [BasketMean] = []
    /// What `baskets rows` knows the cells' headline scores by.
    package var rowsID: String?

    package init(
        target: String, axis: Axis, name: String, count: Int? = nil, cells: [String]
    ) {
        self.target = target
        self.axis = axis
        self.name = name
        self.count = count
        self.cells = cells
    }
}
