// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// How likely a cell's model finds an answer behind its question. Never changes.
package struct TextScoreRow: Sendable, Hashable {
    package let key: String
    /// Key of the cell whose model scored.
    package let scorer: String
    /// Fingerprint of the cell with the prompt that it scored under; the cell's key for its own.
    package let scorerKey: String
    /// Key of the answer.
    package let answer: String
    /// Sum over the answer's tokens, natural logarithm.
    package let logProbability: Double
    /// Tokens of the answer, the stop token included.
    package let tokens: Int
    /// Length of the text in UTF-8.
    package let bytes: Int

    package init(
        key: String, scorer: String, scorerKey: String? = nil, answer: String,
        logProbability: Double, tokens: Int, bytes: Int
    ) {
        self.key = key
        self.scorer = scorer
        self.scorerKey = scorerKey ?? scorer
        self.answer = answer
        self.logProbability = logProbability
        self.tokens = tokens
        self.bytes = bytes
    }
}

extension TextScoreRow: TableRow {
    static var table: String { "textScore" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("scorer", scorer), ("scorerKey", scorerKey), ("answer", answer),
            ("logProbability", logProbability), ("tokens", tokens), ("bytes", bytes),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], scorer: row["scorer"], scorerKey: row["scorerKey"],
            answer: row["answer"], logProbability: row["logProbability"],
            tokens: row["tokens"], bytes: row["bytes"])
    }
}

/// The sentence vector of an answer, or of its beginning. Never changes.
package struct EmbeddingRow: Sendable, Hashable {
    package let key: String
    /// Fingerprint of the encoder; behind it `cut(to:)` where it read the beginning alone, so that an
    /// answer has one vector of each length.
    package let encoder: String
    /// Key of the answer.
    package let answer: String
    package let vector: [Float]

    package init(key: String, encoder: String, answer: String, vector: [Float]) {
        self.key = key
        self.encoder = encoder
        self.answer = answer
        self.vector = vector
    }
}

extension EmbeddingRow {
    /// Of an encoder that read so many words of a text.
    package static func cut(to words: Int) -> String { ", first \(words) words" }
}

extension EmbeddingRow: TableRow {
    static var table: String { "embedding" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("encoder", encoder), ("answer", answer),
            ("vector", StoredVector.bytes(vector)),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], encoder: row["encoder"], answer: row["answer"],
            vector: StoredVector.values(row["vector"]))
    }
}
