// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// How one judge compared pairs of texts, whatever it prefers.
package struct ComparingJudge: Sendable, Hashable, Codable {
    /// Pairs by what both orders came to.
    package struct Orders: Sendable, Hashable, Codable {
        /// Both orders name the same text.
        package let same: Int
        /// Each order names what stood first.
        package let flippedToFirst: Int
        /// Each order names what stood second.
        package let flippedToSecond: Int
        /// An order favours neither.
        package let undecided: Int
        /// An order has no verdict: such a pair is in no number.
        package let incomplete: Int

        package init(
            same: Int, flippedToFirst: Int, flippedToSecond: Int, undecided: Int, incomplete: Int
        ) {
            self.same = same
            self.flippedToFirst = flippedToFirst
            self.flippedToSecond = flippedToSecond
            self.undecided = undecided
            self.incomplete = incomplete
        }
    }

    /// The target whose texts it compared.
    package let target: String
    /// Name of the cell that judges, or of the judge outside.
    package let name: String
    package let isCell: Bool
    package let orders: Orders
    /// Preference for the untuned target's text at equal length and place; nil where it cannot be told.
    package let atEqualLength: NamedNumber?
    /// What a reader must know of the lengths.
    package let note: String?
    /// How far a cell agrees with the judges that are no kin of it; empty where there is none.
    package let agreements: [JudgePanel.Agreement]
    /// What `baskets rows` knows its verdicts by.
    package let rowsID: String?

    package init(
        target: String, name: String, isCell: Bool, orders: Orders,
        atEqualLength: NamedNumber?, note: String?, agreements: [JudgePanel.Agreement] = [],
        rowsID: String?
    ) {
        self.target = target
        self.name = name
        self.isCell = isCell
        self.orders = orders
        self.atEqualLength = atEqualLength
        self.note = note
        self.agreements = agreements
        self.rowsID = rowsID
    }
}
