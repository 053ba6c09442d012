// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What a line of a table is about, where it is no score: each leads to its rows by an identifier.
package enum LineSubject: String, Sendable {
    /// A claim, by its name: the scores of all that it was held against.
    case claim
    /// A measure, by its name: the scores of all cells.
    case measure
    /// A cell's learning curve, by the cell's name.
    case curve
    /// What a cell was trained on, by the cell's name.
    case basket
    /// A cell's own answers, by the cell's name.
    case answers
    /// Who wrote answers, by the source's name.
    case source
    /// Two sources, by their names.
    case pair
    /// Agreement between judges, by the rubric; of a cell with the judges outside, by its name and the
    /// rubric.
    case agreement
    /// Batches of a stage, by its name.
    case stage
    /// What was written or judged for tokens and money, by who did and at which stage.
    case cost
    case leftOut = "left out"
}

extension StudyReport {
    /// What `baskets rows` knows the rows behind a line by; nil where nothing leads to them.
    package func lineID(_ subject: LineSubject, _ names: String...) -> String? {
        lineIDs[Self.lineKey(subject, names)]
    }

    func lineID(of claim: Claim) -> String? { lineID(.claim, claim.id) }

    func lineID(of row: LeftOut) -> String? {
        lineID(.leftOut, row.stage, row.item, row.what, row.reason)
    }

    package mutating func setLineID(_ id: String?, _ subject: LineSubject, _ names: String...) {
        lineIDs[Self.lineKey(subject, names)] = id
    }

    package mutating func setLineID(_ id: String?, of row: LeftOut) {
        setLineID(id, .leftOut, row.stage, row.item, row.what, row.reason)
    }

    private static func lineKey(_ subject: LineSubject, _ names: [String]) -> String {
        ([subject.rawValue] + names).joined(separator: " | ")
    }
}
