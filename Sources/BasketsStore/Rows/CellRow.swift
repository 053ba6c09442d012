// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A cell that is trained, or failed to be. Never changes.
package struct CellRow: Sendable, Hashable {
    package let key: String
    package let name: String
    package let target: String
    package let condition: String
    /// In decimal; nil where nothing was trained, as are basket, folder and adapter.
    package let seed: String?
    package let basket: String?
    /// Folder of the adapter, inside the run's folder.
    package let folder: String?
    /// Fingerprint of the adapter's weights.
    package let adapter: String?
    /// Optimizer steps.
    package let steps: Int
    /// Real tokens that training read.
    package let tokens: Int
    /// Tokens of the basket's answers by the target's tokenizer, stop tokens included.
    package let answerTokens: Int
    /// Rows of the basket, and those of them that were cut at the longest length.
    package let rows: Int
    package let cutRows: Int
    package let failure: String?
    package let seconds: Double

    package init(
        key: String, name: String, target: String, condition: String, seed: String? = nil,
        basket: String? = nil, folder: String? = nil, adapter: String? = nil, steps: Int = 0,
        tokens: Int = 0, answerTokens: Int = 0, rows: Int = 0, cutRows: Int = 0,
        failure: String? = nil,
        seconds: Double = 0
    ) {
        self.key = key
        self.name = name
        self.target = target
        self.condition = condition
        self.seed = seed
        self.basket = basket
        self.folder = folder
        self.adapter = adapter
        self.steps = steps
        self.tokens = tokens
        self.answerTokens = answerTokens
        self.rows = rows
        self.cutRows = cutRows
        self.failure = failure
        self.seconds = seconds
    }
}

extension CellRow: TableRow {
    static var table: String { "cell" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("name", name), ("target", target), ("condition", condition),
            ("seed", seed), ("basket", basket), ("folder", folder), ("adapter", adapter),
            ("steps", steps), ("tokens", tokens), ("answerTokens", answerTokens), ("rows", rows),
            ("cutRows", cutRows),
            ("failure", failure), ("seconds", seconds),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], name: row["name"], target: row["target"],
            condition: row["condition"], seed: row["seed"], basket: row["basket"],
            folder: row["folder"], adapter: row["adapter"], steps: row["steps"],
            tokens: row["tokens"], answerTokens: row["answerTokens"], rows: row["rows"],
            cutRows: row["cutRows"],
            failure: row["failure"], seconds: row["seconds"])
    }
}

/// A point of a learning curve. Never changes.
package struct CurveRow: Sendable, Hashable {
    /// Key of the cell.
    package let cell: String
    /// Optimizer steps done; 0 is before training.
    package let step: Int
    /// Loss on the step's rows, or on the held-out rows of the basket.
    package let part: QuestionPart
    /// Nats per token that carries loss.
    package let loss: Double
    /// Tokens that carried loss.
    package let tokens: Int

    package init(cell: String, step: Int, part: QuestionPart, loss: Double, tokens: Int) {
        self.cell = cell
        self.step = step
        self.part = part
        self.loss = loss
        self.tokens = tokens
    }
}

extension CurveRow: TableRow {
    static var table: String { "curve" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("cell", cell), ("step", step), ("part", part.rawValue), ("loss", loss),
            ("tokens", tokens),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            cell: row["cell"], step: row["step"], part: try row.word("part"), loss: row["loss"],
            tokens: row["tokens"])
    }
}
