// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// An answer with its key and what it took. Never changes.
package struct AnswerRow: Sendable, Hashable {
    package let key: String
    /// Fingerprint of the writer: model, prompt, decoding, seed.
    package let writerKey: String
    package let answer: Answer
    /// The answer's part of its batch's wall time. Not part of a dump, nor is the cost.
    package let seconds: Double
    package let cost: Double
    /// Seed of its draws, in decimal; nil where nothing was drawn here.
    package let seed: String?
    /// Requests that it took, for an answer from elsewhere. Not part of a dump either.
    package let attempts: Int

    package init(
        key: String, writerKey: String, answer: Answer, seconds: Double = 0, cost: Double = 0,
        seed: String? = nil, attempts: Int = 1
    ) {
        self.key = key
        self.writerKey = writerKey
        self.answer = answer
        self.seconds = seconds
        self.cost = cost
        self.seed = seed
        self.attempts = attempts
    }
}

extension AnswerRow: TableRow {
    static var table: String { "answer" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("writer", answer.writer), ("writerKey", writerKey),
            ("question", answer.questionID), ("draw", answer.draw), ("text", answer.text),
            ("finish", answer.finish.rawValue), ("promptTokens", answer.promptTokens),
            ("tokens", answer.tokens), ("failure", answer.failure), ("seconds", seconds),
            ("cost", cost), ("seed", seed), ("attempts", attempts),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], writerKey: row["writerKey"],
            answer: Answer(
                questionID: row["question"], writer: row["writer"], draw: row["draw"],
                text: row["text"], finish: try row.word("finish"),
                promptTokens: row["promptTokens"], tokens: row["tokens"],
                failure: row["failure"]), seconds: row["seconds"], cost: row["cost"],
            seed: row["seed"], attempts: row["attempts"])
    }
}

/// A question's place in a basket. Never changes: a basket of other rows has another key.
package struct BasketRow: Sendable, Hashable {
    /// Fingerprint of the whole basket.
    package let basket: String
    /// Name of the condition.
    package let condition: String
    package let question: String
    package let part: QuestionPart
    package let source: String
    /// Key of the answer.
    package let answer: String
    /// Why the question is in no basket of the comparison, or nil.
    package let leftOut: String?

    package init(
        basket: String, condition: String, question: String, part: QuestionPart, source: String,
        answer: String, leftOut: String?
    ) {
        self.basket = basket
        self.condition = condition
        self.question = question
        self.part = part
        self.source = source
        self.answer = answer
        self.leftOut = leftOut
    }
}

extension BasketRow: TableRow {
    static var table: String { "basket" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("basket", basket), ("condition", condition), ("question", question),
            ("part", part.rawValue), ("source", source), ("answer", answer), ("leftOut", leftOut),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            basket: row["basket"], condition: row["condition"], question: row["question"],
            part: try row.word("part"), source: row["source"], answer: row["answer"],
            leftOut: row["leftOut"])
    }
}

/// How many tokens a tokenizer makes of an answer. Never changes.
package struct TokenCountRow: Sendable, Hashable {
    /// Fingerprint of the model whose tokenizer it is.
    package let tokenizer: String
    /// Key of the answer.
    package let answer: String
    package let tokens: Int

    package init(tokenizer: String, answer: String, tokens: Int) {
        self.tokenizer = tokenizer
        self.answer = answer
        self.tokens = tokens
    }
}

extension TokenCountRow: TableRow {
    static var table: String { "tokenCount" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("tokenizer", tokenizer), ("answer", answer), ("tokens", tokens)]
    }

    init(_ row: Row) throws {
        self.init(tokenizer: row["tokenizer"], answer: row["answer"], tokens: row["tokens"])
    }
}
