// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

/// What is asked of many rows at once, without holding them or their texts.
extension Store {
    // MARK: Questions

    /// The questions that one way of drawing drew, sorted by key.
    package func places(draw: String, part: QuestionPart) throws -> [QuestionPlace] {
        let sql = """
            SELECT key, category FROM question
            WHERE key IN (SELECT question FROM split WHERE draw = ? AND part = ?) ORDER BY key
            """
        return try all(sql, [draw, part.rawValue]) { QuestionPlace(id: $0[0], category: $0[1]) }
    }

    /// How many questions one way of drawing drew.
    package func questionCount(draw: String, part: QuestionPart) throws -> Int {
        let sql = "SELECT COUNT(*) FROM split WHERE draw = ? AND part = ?"
        return try read {
            try Int.fetchOne($0, sql: sql, arguments: [draw, part.rawValue]) ?? 0
        }
    }

    // MARK: Answers

    /// Questions to which a writer's first answer is there, failures included.
    package func answered(by writerKey: String) throws -> Set<String> {
        let sql = "SELECT question FROM answer WHERE writerKey = ? AND draw = 0"
        return try read { try String.fetchSet($0, sql: sql, arguments: [writerKey]) }
    }

    /// Of these questions, how many a writer failed to answer.
    package func failureCount(
        writer: String, of questions: some Collection<String>
    ) throws -> Int {
        let sql = """
            SELECT question FROM answer WHERE writerKey = ? AND draw = 0 AND failure IS NOT NULL
            """
        let failed = try read { try String.fetchSet($0, sql: sql, arguments: [writer]) }
        return failed.isEmpty ? 0 : questions.count { failed.contains($0) }
    }

    /// Keys of all answers of some writers.
    package func answerKeys(of writers: some Sequence<String>) throws -> Set<String> {
        let sql = "SELECT key FROM answer WHERE writerKey = ?"
        return try read { db in
            try writers.reduce(into: []) { found, writer in
                found.formUnion(try String.fetchSet(db, sql: sql, arguments: [writer]))
            }
        }
    }

    /// Hands over each answer of a writer, one at a time, sorted by question and draw.
    ///
    /// - Parameters:
    ///   - withQuestions: whether each comes with its question, which else is nil; without the human
    ///     answer in any case.
    ///   - body: must not ask the store.
    package func eachAnswer(
        of writerKey: String, withQuestions: Bool = false,
        _ body: (Answer, Question?) throws -> Void
    ) throws {
        let asked = withQuestions ? ", q.instruction, q.context, q.category" : ""
        let join = withQuestions ? "JOIN question AS q ON q.key = a.question " : ""
        let sql = """
            SELECT a.question, a.writer, a.draw, a.text, a.finish, a.promptTokens, a.tokens,
                a.failure\(asked)
            FROM answer AS a \(join)WHERE a.writerKey = ? ORDER BY a.question, a.draw
            """
        try read { db in
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [writerKey])
            while let row = try rows.next() {
                let answer = Answer(
                    questionID: row[0], writer: row[1], draw: row[2], text: row[3],
                    finish: try row.word("finish"), promptTokens: row[5], tokens: row[6],
                    failure: row[7])
                let question =
                    withQuestions
                    ? Question(
                        id: row[0], instruction: row[8], context: row[9], category: row[10],
                        humanAnswer: "") : nil
                try body(answer, question)
            }
        }
    }

    /// How many answers some writers wrote, their tokens, and what they cost: summed from the smallest
    /// up, so that the order of rows changes nothing.
    package func spent(
        by writers: some Sequence<String>
    ) throws -> (answers: Int, tokens: Int, money: Double) {
        let sql = "SELECT tokens, cost FROM answer WHERE writerKey = ?"
        var tokens = 0
        var count = 0
        var costs: [Double] = []
        try read { db in
            for writer in writers {
                let rows = try Row.fetchCursor(db, sql: sql, arguments: [writer])
                while let row = try rows.next() {
                    let cost: Double = row[1]
                    if cost != 0 { costs.append(cost) }
                    tokens += row[0] as Int
                    count += 1
                }
            }
        }
        return (count, tokens, costs.sorted().reduce(0, +))
    }

    /// What models wrote so far, by the name of the writer; failures and people's answers are none.
    package func written() throws -> [(writer: String, written: WrittenTokens)] {
        let sql = """
            SELECT writer, COUNT(*), SUM(promptTokens), SUM(tokens), TOTAL(seconds) FROM answer
            WHERE failure IS NULL AND finish <> 'human' GROUP BY writer ORDER BY writer
            """
        return try all(sql, []) { row in
            (
                row[0],
                WrittenTokens(
                    answers: row[1], promptTokens: row[2], tokens: row[3], seconds: row[4])
            )
        }
    }

    // MARK: Tokens by a target's tokenizer

    /// Keys of a writer's answers that one tokenizer has not counted yet, sorted by question and draw.
    package func uncounted(by tokenizer: String, of writerKey: String) throws -> [String] {
        let sql = """
            SELECT a.key FROM answer AS a WHERE a.writerKey = ?2 AND NOT EXISTS (
                SELECT 1 FROM tokenCount AS t WHERE t.tokenizer = ?1 AND t.answer = a.key)
            ORDER BY a.question, a.draw
            """
        return try all(sql, [tokenizer, writerKey]) { $0[0] }
    }

    /// Tokens of a writer's first answers by one tokenizer, by question.
    package func tokenCounts(tokenizer: String, of writerKey: String) throws -> [String: Int] {
        let sql = """
            SELECT a.question, t.tokens FROM answer AS a
            JOIN tokenCount AS t ON t.tokenizer = ? AND t.answer = a.key
            WHERE a.writerKey = ? AND a.draw = 0
            """
        let rows = try all(sql, [tokenizer, writerKey]) { ($0[0] as String, $0[1] as Int) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Baskets

    /// Questions of a basket, those left out included.
    package func questions(ofBasket key: String) throws -> Set<String> {
        let sql = "SELECT question FROM basket WHERE basket = ?"
        return try read { try String.fetchSet($0, sql: sql, arguments: [key]) }
    }

    /// Questions and answers of the rows of a part of a basket that a cell gets, sorted by question.
    package func texts(
        ofBasket key: String, _ part: QuestionPart
    ) throws -> [(question: Question, text: String, finish: FinishReason)] {
        let sql = """
            SELECT q.key, q.instruction, q.context, q.category, q.humanAnswer, a.text, a.finish
            FROM basket AS b JOIN answer AS a ON a.key = b.answer
            JOIN question AS q ON q.key = b.question
            WHERE b.basket = ? AND b.part = ? AND b.leftOut IS NULL ORDER BY b.question
            """
        return try all(sql, [key, part.rawValue]) { row in
            let question = Question(
                id: row[0], instruction: row[1], context: row[2], category: row[3],
                humanAnswer: row[4])
            return (question, row[5], try row.word("finish"))
        }
    }

    /// Hands over the question and source of each training row that a cell gets, sorted by question.
    package func eachTrainingRow(
        of basket: String, _ body: (_ question: String, _ source: String) -> Void
    ) throws {
        let sql = """
            SELECT question, source FROM basket
            WHERE basket = ? AND part = 'training' AND leftOut IS NULL ORDER BY question
            """
        try read { db in
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [basket])
            while let row = try rows.next() { body(row[0], row[1]) }
        }
    }

    /// Tokens, by one tokenizer, of the longest answer among a basket's training rows; 0 without any.
    package func longestAnswer(in basket: String, tokenizer: String) throws -> Int {
        let sql = """
            SELECT MAX(t.tokens) FROM basket AS b
            JOIN tokenCount AS t ON t.tokenizer = ? AND t.answer = b.answer
            WHERE b.basket = ? AND b.part = 'training' AND b.leftOut IS NULL
            """
        return try read { try Int.fetchOne($0, sql: sql, arguments: [tokenizer, basket]) ?? 0 }
    }

    /// Keys of the answers that a basket leaves out for one reason, sorted by question.
    package func answers(leftOutOf basket: String, for reason: String) throws -> [String] {
        let sql = "SELECT answer FROM basket WHERE basket = ? AND leftOut = ? ORDER BY question"
        return try all(sql, [basket, reason]) { $0[0] }
    }

    /// How many answers of a source some baskets hold or leave out, each counted once.
    package func answerCount(of source: String, in baskets: [String]) throws -> Int {
        let places = baskets.map { _ in "?" }.joined(separator: ",")
        let sql = """
            SELECT COUNT(DISTINCT question) FROM basket WHERE basket IN (\(places)) AND source = ?
            """
        return try read {
            try Int.fetchOne($0, sql: sql, arguments: StatementArguments(baskets + [source])) ?? 0
        }
    }

    /// Of these questions, those to which some baskets hold or leave out the answer of a source.
    package func asked(
        _ questions: [String], of source: String, in baskets: [String]
    ) throws -> Set<String> {
        let sql = "SELECT 1 FROM basket WHERE basket = ? AND question = ? AND source = ?"
        return try read { db in
            let statement = try db.makeStatement(sql: sql)
            let found = try questions.filter { question in
                try baskets.contains { basket in
                    try Row.fetchOne(statement, arguments: [basket, question, source]) != nil
                }
            }
            return Set(found)
        }
    }

    private func all<Value>(
        _ sql: String, _ arguments: StatementArguments, _ value: (Row) throws -> Value
    ) throws -> [Value] {
        try read { db in
            let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
            var found: [Value] = []
            while let row = try rows.next() { found.append(try value(row)) }
            return found
        }
    }
}

/// What a writer wrote, summed over its answers.
package struct WrittenTokens: Sendable, Hashable {
    package let answers: Int
    package let promptTokens: Int
    package let tokens: Int
    package let seconds: Double

    package init(answers: Int, promptTokens: Int, tokens: Int, seconds: Double) {
        self.answers = answers
        self.promptTokens = promptTokens
        self.tokens = tokens
        self.seconds = seconds
    }

    package static func + (a: WrittenTokens, b: WrittenTokens) -> WrittenTokens {
        WrittenTokens(
            answers: a.answers + b.answers, promptTokens: a.promptTokens + b.promptTokens,
            tokens: a.tokens + b.tokens, seconds: a.seconds + b.seconds)
    }
}
