// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// What people said of an answer that judges are measured on. Never changes.
package struct RatedAnswerRow: Sendable, Hashable {
    /// Follows from the texts alone.
    package let key: String
    /// Which rubric people's ratings speak to.
    package let rubric: RubricKind
    package let category: String
    /// By the rubric's values, one of each person; at least one.
    package let people: [Double]

    package init(key: String, rubric: RubricKind, category: String, people: [Double]) {
        self.key = key
        self.rubric = rubric
        self.category = category
        self.people = people
    }
}

extension RatedAnswerRow: TableRow {
    static var table: String { "ratedAnswer" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("rubric", rubric.rawValue), ("category", category),
            ("people", StoredList.text(people)),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], rubric: try row.word("rubric"), category: row["category"],
            people: try StoredList.values(row["people"]))
    }
}

/// A rated answer that one way of drawing drew. Never changes.
package struct RatedDrawRow: Sendable, Hashable {
    /// Fingerprint of the way of drawing.
    package let draw: String
    /// Key of the rated answer.
    package let answer: String

    package init(draw: String, answer: String) {
        self.draw = draw
        self.answer = answer
    }
}

extension RatedDrawRow: TableRow {
    static var table: String { "ratedDraw" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("draw", draw), ("answer", answer)]
    }

    init(_ row: Row) throws { self.init(draw: row["draw"], answer: row["answer"]) }
}
