// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// On which side of the split a question is.
package enum QuestionPart: String, Sendable, Hashable, CaseIterable {
    /// Baskets are made of it.
    case training
    /// No basket holds it.
    case heldOut
}

/// A question that one way of drawing drew.
package struct SplitRow: Sendable, Hashable {
    /// Fingerprint of the way of drawing.
    package let draw: String
    package let question: String
    package let part: QuestionPart

    package init(draw: String, question: String, part: QuestionPart) {
        self.draw = draw
        self.question = question
        self.part = part
    }
}

extension SplitRow: TableRow {
    static var table: String { "split" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("draw", draw), ("question", question), ("part", part.rawValue)]
    }

    init(_ row: Row) throws {
        self.init(draw: row["draw"], question: row["question"], part: try row.word("part"))
    }
}

/// Rows of a question file that one way of drawing read, left out or cleaned for one reason. Never
/// changes.
package struct QuestionCountRow: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The reason says of what: "rows", "usable questions".
        case read
        case leftOut = "left out"
        case cleaned
    }

    /// Fingerprint of the way of drawing.
    package let draw: String
    package let kind: Kind
    package let reason: String
    package let count: Int
    /// One of them, in words; nil for what was read.
    package let example: String?

    package init(draw: String, kind: Kind, reason: String, count: Int, example: String? = nil) {
        self.draw = draw
        self.kind = kind
        self.reason = reason
        self.count = count
        self.example = example
    }
}

extension QuestionCountRow: TableRow {
    static var table: String { "questionCount" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("draw", draw), ("kind", kind.rawValue), ("reason", reason), ("count", count),
            ("example", example),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            draw: row["draw"], kind: try row.word("kind"), reason: row["reason"],
            count: row["count"], example: row["example"])
    }
}

extension Question: TableRow {
    static var table: String { "question" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", id), ("instruction", instruction), ("context", context),
            ("category", category), ("humanAnswer", humanAnswer),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            id: row["key"], instruction: row["instruction"], context: row["context"],
            category: row["category"], humanAnswer: row["humanAnswer"])
    }
}
