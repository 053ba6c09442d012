// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// A score with its key and what it was made from. Never changes.
package struct ScoreRow: Sendable, Hashable {
    /// The rows that a score rests on.
    package enum Input: String, Sendable {
        /// The cell's scores of people's answers.
        case humanText
        /// The parent's scores of the cell's own answers.
        case ownText
        /// The cell's own answers.
        case answers
        /// The sentence vectors of the cell's own answers.
        case vectors
        /// The vectors of one sentence of each of the cell's own answers.
        case sentences
        /// The cell's next-token distributions beside another's, along people's answers.
        case divergence
        /// The cell's scores of given choices.
        case choices
        /// What the cell said as a judge.
        case verdicts
        /// Whether the cell's answers to prompts decline, by a rule.
        case refusals
        /// What judges said of the cell's answers to prompts.
        case ratings
        /// The cell's learning curve.
        case curve
    }

    package let key: String
    package let cellKey: String
    package let input: Input
    /// Key of the writer of the answers, of the cell, or of the comparison of two cells, that the
    /// rows belong to.
    package let inputKey: String
    package let score: Score

    package init(key: String, cellKey: String, input: Input, inputKey: String, score: Score) {
        self.key = key
        self.cellKey = cellKey
        self.input = input
        self.inputKey = inputKey
        self.score = score
    }
}

extension ScoreRow: TableRow {
    static var table: String { "score" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("measure", score.measure), ("version", score.version),
            ("cell", score.cell), ("reference", score.reference), ("value", score.value),
            ("unit", score.unit), ("n", score.n), ("lower", score.interval?.lower),
            ("upper", score.interval?.upper), ("level", score.interval?.level),
            ("interval", score.interval?.method),
            ("smallestDifference", score.smallestDifference), ("note", score.note),
            ("cellKey", cellKey), ("input", input.rawValue), ("inputKey", inputKey),
        ]
    }

    init(_ row: Row) throws {
        let method: String? = row["interval"]
        let interval = method.map {
            Interval(lower: row["lower"], upper: row["upper"], level: row["level"], method: $0)
        }
        self.init(
            key: row["key"], cellKey: row["cellKey"], input: try row.word("input"),
            inputKey: row["inputKey"],
            score: Score(
                measure: row["measure"], version: row["version"], cell: row["cell"],
                reference: row["reference"], value: row["value"], unit: row["unit"], n: row["n"],
                interval: interval, smallestDifference: row["smallestDifference"],
                note: row["note"]))
    }
}

/// What happened when. Not part of a dump.
package struct EventRow: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A batch was made and stored.
        case batch
        /// Something a reader of the run should know.
        case remark
    }

    /// Seconds since 1970.
    package let at: Double
    package let stage: String
    package let kind: Kind
    /// The source or cell concerned.
    package let item: String
    /// Of a batch what its rows are, in the plural: "verdicts".
    package let message: String
    /// Rows of the batch.
    package let rows: Int
    /// Wall time of the batch.
    package let seconds: Double

    package init(
        at: Double, stage: String, kind: Kind, item: String, message: String = "", rows: Int = 0,
        seconds: Double = 0
    ) {
        self.at = at
        self.stage = stage
        self.kind = kind
        self.item = item
        self.message = message
        self.rows = rows
        self.seconds = seconds
    }
}

extension EventRow: TableRow {
    static var table: String { "event" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("at", at), ("stage", stage), ("kind", kind.rawValue), ("item", item),
            ("message", message), ("rows", rows), ("seconds", seconds),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            at: row["at"], stage: row["stage"], kind: try row.word("kind"), item: row["item"],
            message: row["message"], rows: row["rows"], seconds: row["seconds"])
    }
}
