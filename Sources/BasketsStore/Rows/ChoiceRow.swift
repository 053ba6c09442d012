// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import Foundation
import GRDB

/// A question with choices as one way of drawing drew it. Never changes.
package struct ChoiceQuestionRow: Sendable, Hashable {
    package let key: String
    /// Fingerprint of the way of drawing.
    package let draw: String
    package let question: ChoiceQuestion

    package init(key: String, draw: String, question: ChoiceQuestion) {
        self.key = key
        self.draw = draw
        self.question = question
    }
}

extension ChoiceQuestionRow: TableRow {
    static var table: String { "choiceQuestion" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("draw", draw), ("id", question.id), ("question", question.question),
            ("choices", StoredList.text(question.choices)), ("answer", question.answer),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], draw: row["draw"],
            question: ChoiceQuestion(
                id: row["id"], question: row["question"],
                choices: try StoredList.values(row["choices"]), answer: row["answer"]))
    }
}

/// How likely a cell's model finds each choice of a question. Never changes.
package struct ChoiceScoreRow: Sendable, Hashable {
    package let key: String
    /// Key of the cell whose model scored.
    package let scorer: String
    /// Fingerprint of the cell with the draw of questions.
    package let scorerKey: String
    /// Key of the question.
    package let question: String
    /// Place of the right choice.
    package let answer: Int
    /// Of each choice: sum over its tokens, natural logarithm.
    package let logProbabilities: [Double]
    /// Of each choice: length in UTF-8.
    package let bytes: [Int]

    package init(
        key: String, scorer: String, scorerKey: String, question: String, answer: Int,
        logProbabilities: [Double], bytes: [Int]
    ) {
        self.key = key
        self.scorer = scorer
        self.scorerKey = scorerKey
        self.question = question
        self.answer = answer
        self.logProbabilities = logProbabilities
        self.bytes = bytes
    }
}

extension ChoiceScoreRow: TableRow {
    static var table: String { "choiceScore" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("scorer", scorer), ("scorerKey", scorerKey), ("question", question),
            ("answer", answer), ("logProbabilities", StoredList.text(logProbabilities)),
            ("bytes", StoredList.text(bytes)),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], scorer: row["scorer"], scorerKey: row["scorerKey"],
            question: row["question"], answer: row["answer"],
            logProbabilities: try StoredList.values(row["logProbabilities"]),
            bytes: try StoredList.values(row["bytes"]))
    }
}

/// Lists and objects as JSON in one fixed form.
enum StoredList {
    static func text(_ values: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    static func values<Value: Decodable>(_ text: String) throws -> [Value] {
        try decoded(text, "a list")
    }

    /// - Parameter text: nil gives nil.
    static func object<Value: Decodable>(_ text: String?) throws -> [String: Value]? {
        try text.map { try decoded($0, "an object") }
    }

    private static func decoded<Value: Decodable>(_ text: String, _ what: String) throws -> Value {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
            throw StoreError(
                .unreadable, item: what, "holds \"\(text.prefix(40))\".",
                remedy: "Open the run with the version of Baskets that wrote it.")
        }
        return value
    }
}
