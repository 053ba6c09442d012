// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import Foundation
import GRDB

/// Which questions to show, page by page.
package struct QuestionSearch: Sendable, Hashable {
    package var category: String?
    /// Name of a source or cell; the finish and the text are then looked for in its answers alone.
    package var writer: String?
    package var finish: String?
    /// Looked for in questions and answers, whatever the case of ASCII letters.
    package var text: String?
    package var verdict = VerdictSearch()
    /// Key of the last question of the page before.
    package var after = ""

    package init() {}
}

/// An answer as a page shows it: the beginning of its text, however long the whole is.
package struct AnswerHead: Sendable, Hashable {
    package let key: String
    package let writer: String
    package let question: String
    package let draw: Int
    package let head: String
    /// Characters of the whole.
    package let length: Int
    package let finish: String
    package let failure: String?
    /// How a cell was asked where it was not as in training: "no-system", "spread".
    package let asked: String?
    /// How many answers to the question there are of this writer, asked in this way.
    package let draws: Int

    package var isCut: Bool { head.unicodeScalars.count < length }
}

/// Looks at a run without writing to it, also while another process works on it.
package struct StoreBrowser: Sendable {
    /// Characters of a text that a page shows.
    package static let headLength = 4000
    private static let heads = """
        SELECT key, writer, question, draw, substr(text, 1, \(headLength)) AS head,
        length(text) AS length, finish, failure,
        (SELECT prompting FROM writer w WHERE w.key = answer.writerKey) AS prompting,
        (SELECT COUNT(*) FROM answer a WHERE a.writerKey = answer.writerKey
        AND a.question = answer.question) AS draws FROM answer
        """

    let store: Store
    /// nil where sealed texts are not to be shown.
    let sealed: SealedStore?

    /// - Parameter key: folder of the key by which sealed texts are shown; nil: they are not.
    /// - Throws: `StoreError` when the folder holds no run, or its texts were sealed with another key.
    package init(_ folder: URL, unsealedBy key: URL? = nil) throws {
        store = try Store.looking(at: folder)
        sealed = try key.flatMap { key in
            SealedStore.exists(in: folder)
                ? try SealedStore.open(folder, key: .existing(key)) : nil
        }
    }

    /// A number that changes where another connection has written to the store.
    package func version() throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    package func studyName() throws -> String? { try store.study()?.name }

    package func categories() throws -> [String] {
        try store.read {
            try String.fetchAll($0, sql: "SELECT DISTINCT category FROM question ORDER BY 1")
        }
    }

    /// Names of sources and cells, people first.
    package func writers() throws -> [String] {
        [Source.human]
            + (try store.read {
                try String.fetchAll($0, sql: "SELECT DISTINCT name FROM writer ORDER BY 1")
            }).filter { $0 != Source.human }
    }

    /// Names of those that said something.
    package func judges() throws -> [String] {
        try store.read {
            try String.fetchAll($0, sql: "SELECT DISTINCT judge FROM verdict ORDER BY 1")
        }
    }

    /// How many rows of each kind there are.
    package func counts() throws -> [(name: String, count: Int)] {
        let tables = [
            ("questions", "question"), ("answers", "answer"), ("cells", "cell"),
            ("answers to prompts", "promptAnswer"),
            ("verdicts", "verdict"), ("scores", "score"),
        ]
        return try store.read { db in
            try tables.map { name, table in
                (name, try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table)") ?? 0)
            }
        }
    }

    /// The next questions that a search finds, sorted by key.
    package func questions(_ search: QuestionSearch, limit: Int) throws -> [Question] {
        var found = SearchCondition(sql: "TRUE")
        found.add("key > :after", "after", search.after)
        if let category = search.category {
            found.add("category = :category", "category", category)
        }
        var own = SearchCondition(sql: "a.question = question.key")
        if let writer = search.writer { own.add("a.writer = :writer", "writer", writer) }
        if let finish = search.finish { own.add("a.finish = :finish", "finish", finish) }
        found.add(Self.answered(own, search.text))
        found.add(search.verdict.condition("question.key"))
        let sql = "SELECT * FROM question WHERE \(found.sql) ORDER BY key LIMIT \(limit)"
        return try store.read { db in
            try Row.fetchAll(db, sql: sql, arguments: StatementArguments(found.values)).map(
                Question.init)
        }
    }

    /// An answer that meets all of it, with the text in it; where nothing else is asked of answers,
    /// the text may be the question's. nil where nothing is looked for.
    private static func answered(_ own: SearchCondition, _ text: String?) -> SearchCondition? {
        guard text != nil || !own.values.isEmpty else { return nil }
        var found = own
        let anywhere = own.values.isEmpty ? "instruction LIKE :text ESCAPE '\\' OR " : ""
        if let text {
            found.add("a.text LIKE :text ESCAPE '\\'", "text", "%\(literal(text))%")
        }
        found.sql =
            "(\(text == nil ? "" : anywhere)EXISTS (SELECT 1 FROM answer a WHERE \(found.sql)))"
        return found
    }

    /// Text that means itself between the percent signs of LIKE.
    private static func literal(_ text: String) -> String {
        text.reduce(into: "") { $0 += "\\%_".contains($1) ? "\\\($1)" : String($1) }
    }

    package func question(_ key: String) throws -> Question? {
        try store.read { try Question.fetch($0, where: "key = ?", [key], order: "key").first }
    }

    /// Beginnings of all answers to a question, sorted by writer, how it was asked, and draw.
    package func answers(to question: String) throws -> [AnswerHead] {
        try heads("question = ? ORDER BY writer, prompting, draw, key", question)
    }

    package func answer(_ key: String) throws -> AnswerHead? { try heads("key = ?", key).first }

    private func heads(_ condition: String, _ argument: String) throws -> [AnswerHead] {
        try store.read { db in
            try Row.fetchAll(db, sql: "\(Self.heads) WHERE \(condition)", arguments: [argument])
                .map {
                    AnswerHead(
                        key: $0["key"], writer: $0["writer"], question: $0["question"],
                        draw: $0["draw"], head: $0["head"], length: $0["length"],
                        finish: $0["finish"], failure: $0["failure"],
                        asked: Self.asked($0["prompting"]), draws: $0["draws"])
                }
        }
    }

    /// A writer's row names what is not as in training behind the form of the prompt.
    private static func asked(_ prompting: String?) -> String? {
        prompting?.split(separator: ", ").dropFirst().first.map(String.init)
    }

    /// The whole text of an answer.
    package func text(of key: String) throws -> String? {
        try store.read {
            try String.fetchOne($0, sql: "SELECT text FROM answer WHERE key = ?", arguments: [key])
        }
    }

    /// What judges said of the answers to a question.
    package func verdicts(on question: String) throws -> [VerdictRow] {
        try store.read {
            try VerdictRow.fetch(
                $0, where: "question = ?", [question], order: "rubric, judge, first, second")
        }
    }

    /// A row, or those of a group of them, and the rows behind.
    ///
    /// - Throws: `StoreError.unknownRow` when no row, or more than one, is meant.
    package func rows(
        for id: String, orOf group: (String) throws -> [String]?
    ) throws -> [StoredRow] { try store.rows(for: id, orOf: group) }
}
