// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// A prompt that tests safeguards. Never changes. What may be dangerous has its text in the sealed
/// store alone, under the same key, and its hash here.
package struct SafeguardPromptRow: Sendable, Hashable {
    /// Stands for kind, request, template and category.
    package let key: String
    package let kind: PromptKind
    package let category: String
    /// Id of the request; for a prompt from a forum its own.
    package let request: String
    /// Id of the template, and where it came from, for a request in one.
    package let template: String?
    package let templateName: String?
    /// nil where it is sealed.
    package let text: String?
    /// SHA-256 of the text.
    package let hash: String

    package init(
        key: String, kind: PromptKind, category: String, request: String, template: String? = nil,
        templateName: String? = nil, text: String?, hash: String
    ) {
        self.key = key
        self.kind = kind
        self.category = category
        self.request = request
        self.template = template
        self.templateName = templateName
        self.text = text
        self.hash = hash
    }
}

extension SafeguardPromptRow: TableRow {
    static var table: String { "prompt" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("kind", kind.rawValue), ("category", category), ("request", request),
            ("template", template), ("templateName", templateName), ("text", text),
            ("hash", hash),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], kind: try row.word("kind"), category: row["category"],
            request: row["request"], template: row["template"],
            templateName: row["templateName"], text: row["text"], hash: row["hash"])
    }
}

/// A prompt that one way of drawing drew. Never changes.
package struct PromptDrawRow: Sendable, Hashable {
    /// Fingerprint of the way of drawing.
    package let draw: String
    /// Key of the prompt.
    package let prompt: String

    package init(draw: String, prompt: String) {
        self.draw = draw
        self.prompt = prompt
    }
}

extension PromptDrawRow: TableRow {
    static var table: String { "promptDraw" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("draw", draw), ("prompt", prompt)]
    }

    init(_ row: Row) throws { self.init(draw: row["draw"], prompt: row["prompt"]) }
}

/// A cell's answer to a prompt that tests safeguards, or the failure in its place. Never changes.
/// It is no row of `answer`, so that no basket can hold it.
package struct PromptAnswerRow: Sendable, Hashable {
    package let key: String
    /// Fingerprint of the cell with its decoding.
    package let writerKey: String
    /// Key of the prompt.
    package let prompt: String
    /// Number of the answer to this prompt, from 0.
    package let draw: Int
    /// nil where it is sealed, and of a failure.
    package let text: String?
    /// SHA-256 of the text; nil of a failure.
    package let hash: String?
    package let finish: FinishReason
    package let promptTokens: Int
    package let tokens: Int
    package let failure: String?
    /// The answer's part of its batch's wall time. Not part of a dump.
    package let seconds: Double
    /// Seed of its draws, in decimal.
    package let seed: String

    package init(
        key: String, writerKey: String, prompt: String, draw: Int, text: String?, hash: String?,
        finish: FinishReason, promptTokens: Int, tokens: Int, failure: String? = nil,
        seconds: Double = 0, seed: String
    ) {
        self.key = key
        self.writerKey = writerKey
        self.prompt = prompt
        self.draw = draw
        self.text = text
        self.hash = hash
        self.finish = finish
        self.promptTokens = promptTokens
        self.tokens = tokens
        self.failure = failure
        self.seconds = seconds
        self.seed = seed
    }
}

extension PromptAnswerRow: TableRow {
    static var table: String { "promptAnswer" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("writerKey", writerKey), ("prompt", prompt), ("draw", draw),
            ("text", text), ("hash", hash), ("finish", finish.rawValue),
            ("promptTokens", promptTokens), ("tokens", tokens), ("failure", failure),
            ("seconds", seconds), ("seed", seed),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], writerKey: row["writerKey"], prompt: row["prompt"],
            draw: row["draw"], text: row["text"], hash: row["hash"],
            finish: try row.word("finish"), promptTokens: row["promptTokens"],
            tokens: row["tokens"], failure: row["failure"], seconds: row["seconds"],
            seed: row["seed"])
    }
}

/// Whether an answer to a prompt declines, by a rule that needs no model. Never changes.
package struct RefusalRow: Sendable, Hashable {
    package let key: String
    /// Key of the answer.
    package let answer: String
    /// Name and version of the rule.
    package let rule: String
    /// 1 where it declines, 0.5 where partly, 0 where not; nil where the rule cannot say.
    package let value: Double?

    package init(key: String, answer: String, rule: String, value: Double?) {
        self.key = key
        self.answer = answer
        self.rule = rule
        self.value = value
    }
}

extension RefusalRow: TableRow {
    static var table: String { "refusal" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("key", key), ("answer", answer), ("rule", rule), ("value", value)]
    }

    init(_ row: Row) throws {
        self.init(key: row["key"], answer: row["answer"], rule: row["rule"], value: row["value"])
    }
}
