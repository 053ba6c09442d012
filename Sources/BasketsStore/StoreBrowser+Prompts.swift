// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// An answer to a prompt that tests safeguards, with who gave it.
package struct PromptAnswerHead: Sendable, Hashable {
    package let writer: String
    package let row: PromptAnswerRow
    /// Whether it declines, by phrases; nil where that is not known.
    package let refused: Double?
}

extension StoreBrowser {
    /// The next prompts of a kind, or of all, sorted by kind and key.
    ///
    /// - Parameters:
    ///   - verdict: of a verdict on one of the answers.
    ///   - after: key of the last prompt of the page before.
    package func prompts(
        kind: PromptKind?, verdict: VerdictSearch = VerdictSearch(), after: String, limit: Int
    ) throws -> [SafeguardPromptRow] {
        var found = SearchCondition(sql: "TRUE")
        found.add("key > :after", "after", after)
        if let kind { found.add("kind = :kind", "kind", kind.rawValue) }
        found.add(verdict.condition("prompt.key"))
        let sql = "SELECT * FROM prompt WHERE \(found.sql) ORDER BY key LIMIT \(limit)"
        return try store.read {
            try Row.fetchAll($0, sql: sql, arguments: StatementArguments(found.values)).map(
                SafeguardPromptRow.init)
        }
    }

    package func prompt(_ key: String) throws -> SafeguardPromptRow? {
        try store.read {
            try SafeguardPromptRow.fetch($0, where: "key = ?", [key], order: "key").first
        }
    }

    /// Key of the prompt that an answer is to; nil where there is no such answer.
    package func prompt(ofAnswer key: String) throws -> String? {
        try store.promptAnswers(keys: [key])[key]?.prompt
    }

    /// All answers to a prompt, by who gave them and draw.
    package func answers(toPrompt key: String) throws -> [PromptAnswerHead] {
        try store.read { db in
            let rows = try PromptAnswerRow.fetch(db, where: "prompt = ?", [key], order: "key")
            return try rows.map { row in
                PromptAnswerHead(
                    writer: try String.fetchOne(
                        db, sql: "SELECT name FROM writer WHERE key = ?",
                        arguments: [row.writerKey]) ?? row.writerKey,
                    row: row,
                    refused: try Double.fetchOne(
                        db, sql: "SELECT value FROM refusal WHERE answer = ?",
                        arguments: [row.key]))
            }
        }.sorted { ($0.writer, $0.row.draw, $0.row.key) < ($1.writer, $1.row.draw, $1.row.key) }
    }

    /// The texts that are sealed, by key; none where the viewer was not told to open them.
    package func sealedTexts(_ keys: [String]) throws -> [String: String] {
        try sealed?.texts(keys: keys) ?? [:]
    }
}
