// SPDX-License-Identifier: Apache-2.0

/// Cells of one target whose baskets have as many writers, or writers of one bracket.
package struct BasketGroup: Sendable, Hashable, Codable {
    package enum Axis: String, Sendable, Hashable, Codable {
        case sources, bracket
    }

    package let target: String
    package let axis: Axis
    /// "2 sources", or the name of the bracket.
    package let name: String
    /// Names of the cells.
    package let cells: [String]
    /// What `baskets rows` knows the cells' headline scores by.
    package var rowsID: String?

    package init(target: String, axis: Axis, name: String, cells: [String]) {
        self.target = target
        self.axis = axis
        self.name = name
        self.cells = cells
    }
}
