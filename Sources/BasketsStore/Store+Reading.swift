// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import GRDB

extension Store {
    /// Tables whose rows have a key that stands for all that made them.
    package enum Keyed: String, Sendable {
        case answer, cell, textScore, embedding, sentenceVector, divergence, choiceScore
        case verdict, score, resample, prompt, promptAnswer, refusal
    }

    /// Keys of all rows of a table.
    package func keys(of table: Keyed) throws -> Set<String> {
        try read { try String.fetchSet($0, sql: "SELECT key FROM \(table.rawValue)") }
    }

    /// The study that the folder is for now.
    package func study() throws -> StudyRow? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM study WHERE isCurrent = 1").map {
                StudyRow(key: $0["key"], name: $0["name"], resolved: $0["resolved"])
            }
        }
    }

    package func facts(_ kind: FactRow.Kind) throws -> [FactRow] {
        try read { try FactRow.fetch($0, where: "kind = ?", [kind.rawValue], order: "name") }
    }

    /// The questions that one way of drawing drew, sorted by key; empty where it has not drawn yet.
    package func questions(
        draw: String, part: QuestionPart
    ) throws -> [Question] {
        try read {
            try Question.fetch(
                $0,
                where: "key IN (SELECT question FROM split WHERE draw = ? AND part = ?)",
                [draw, part.rawValue], order: "key")
        }
    }

    /// Questions by key; those that are not there are left out.
    package func questions(keys: some Collection<String>) throws -> [String: Question] {
        try rows(Question.self, keys).reduce(into: [:]) { $0[$1.id] = $1 }
    }

    /// What one way of drawing read, left out and cleaned, in the order in which it was found.
    package func questionCounts(draw: String) throws -> [QuestionCountRow] {
        try read { try QuestionCountRow.fetch($0, where: "draw = ?", [draw], order: "rowid") }
    }

    /// Answers by key; those that are not there are left out.
    package func answers(keys: some Collection<String>) throws -> [String: AnswerRow] {
        try rows(AnswerRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// All answers of one writer, sorted by question and draw.
    package func answers(writerKey: String) throws -> [AnswerRow] {
        try read {
            try AnswerRow.fetch(
                $0, where: "writerKey = ?", [writerKey], order: "question, draw")
        }
    }

    /// A basket's rows, also those left out, sorted by question.
    package func basket(_ key: String) throws -> [BasketRow] {
        try read {
            try BasketRow.fetch($0, where: "basket = ?", [key], order: "question")
        }
    }

    package func cells(keys: some Collection<String>) throws -> [String: CellRow] {
        try rows(CellRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// Keys of the cells whose adapter is in a folder.
    package func cells(inFolder folder: String) throws -> Set<String> {
        let sql = "SELECT key FROM cell WHERE folder = ?"
        return try read { try String.fetchSet($0, sql: sql, arguments: [folder]) }
    }

    /// A cell's learning curve by steps.
    package func curve(cell: String) throws -> [CurveRow] {
        try read { try CurveRow.fetch($0, where: "cell = ?", [cell], order: "step, part") }
    }

    package func textScores(keys: some Collection<String>) throws -> [String: TextScoreRow] {
        try rows(TextScoreRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func embeddings(keys: some Collection<String>) throws -> [String: EmbeddingRow] {
        try rows(EmbeddingRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func sentenceVectors(
        keys: some Collection<String>
    ) throws -> [String: SentenceVectorRow] {
        try rows(SentenceVectorRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func divergences(
        keys: some Collection<String>
    ) throws -> [String: DivergenceSumsRow] {
        try rows(DivergenceSumsRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// The questions with choices that one way of drawing drew, sorted by key.
    package func choiceQuestions(draw: String) throws -> [ChoiceQuestionRow] {
        try read { try ChoiceQuestionRow.fetch($0, where: "draw = ?", [draw], order: "key") }
    }

    package func choiceScores(
        keys: some Collection<String>
    ) throws -> [String: ChoiceScoreRow] {
        try rows(ChoiceScoreRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// Verdicts of one judge by key.
    package func verdicts(of judgeKey: String) throws -> [String: VerdictRow] {
        try read {
            try VerdictRow.fetch($0, where: "judgeKey = ?", [judgeKey], order: "key")
        }.reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func verdicts(keys: some Collection<String>) throws -> [String: VerdictRow] {
        try rows(VerdictRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// The rated answers that one way of drawing drew, sorted by rubric and key.
    package func ratedAnswers(draw: String) throws -> [RatedAnswerRow] {
        try read {
            try RatedAnswerRow.fetch(
                $0, where: "key IN (SELECT answer FROM ratedDraw WHERE draw = ?)", [draw],
                order: "rubric, key")
        }
    }

    /// The prompts that one way of drawing drew, sorted by kind and key.
    package func prompts(draw: String) throws -> [SafeguardPromptRow] {
        try read {
            try SafeguardPromptRow.fetch(
                $0, where: "key IN (SELECT prompt FROM promptDraw WHERE draw = ?)", [draw],
                order: "kind, key")
        }
    }

    package func prompts(
        keys: some Collection<String>
    ) throws -> [String: SafeguardPromptRow] {
        try rows(SafeguardPromptRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    /// All answers of one writer to prompts, sorted by prompt and draw.
    package func promptAnswers(writerKey: String) throws -> [PromptAnswerRow] {
        try read {
            try PromptAnswerRow.fetch(
                $0, where: "writerKey = ?", [writerKey], order: "prompt, draw")
        }
    }

    package func promptAnswers(
        keys: some Collection<String>
    ) throws -> [String: PromptAnswerRow] {
        try rows(PromptAnswerRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func refusals(keys: some Collection<String>) throws -> [String: RefusalRow] {
        try rows(RefusalRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func scores(keys: some Collection<String>) throws -> [String: ScoreRow] {
        try rows(ScoreRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func resamples(keys: some Collection<String>) throws -> [String: ResampleRow] {
        try rows(ResampleRow.self, keys).reduce(into: [:]) { $0[$1.key] = $1 }
    }

    package func events() throws -> [EventRow] {
        try read { try EventRow.fetch($0, order: "id") }
    }

    /// Wall time of all batches so far.
    package func secondsSpent() throws -> Double {
        try read { try Double.fetchOne($0, sql: "SELECT TOTAL(seconds) FROM event") } ?? 0
    }

    /// Tokens that writers read and wrote so far.
    package func tokensSpent() throws -> Int {
        let sql = """
            SELECT (SELECT COALESCE(SUM(promptTokens + tokens), 0) FROM answer)
                + (SELECT COALESCE(SUM(promptTokens + tokens), 0) FROM promptAnswer)
                + (SELECT COALESCE(SUM(spent), 0) FROM verdict)
            """
        let stored = try read { try Int.fetchOne($0, sql: sql) } ?? 0
        return stored + (try lost().reduce(0) { $0 + $1.tokens })
    }

    /// What was spent on requests that no other row tells of.
    private func lost() throws -> [(tokens: Int, money: Double)] {
        try facts(.lost).compactMap(\.lost)
    }

    /// Money that answers and verdicts cost so far.
    package func costSpent() throws -> Double {
        let sql = """
            SELECT (SELECT TOTAL(cost) FROM answer) + (SELECT TOTAL(cost) FROM verdict)
            """
        let stored = try read { try Double.fetchOne($0, sql: sql) } ?? 0
        return stored + (try lost().reduce(0) { $0 + $1.money })
    }

    /// How many of some writers' answers are failures.
    ///
    /// - Parameter answers: keys of those that count.
    package func failureCount(
        answers: Set<String>, of writers: some Sequence<String>
    ) throws -> Int {
        let sql = "SELECT key FROM answer WHERE writerKey = ? AND failure IS NOT NULL"
        return try read { db in
            try Set(writers).reduce(0) { count, writer in
                let failed = try String.fetchSet(db, sql: sql, arguments: [writer])
                return count + failed.intersection(answers).count
            }
        }
    }

    /// How many of some answers to prompts are failures.
    package func failureCount(promptAnswers: Set<String>) throws -> Int {
        let sql = "SELECT key FROM promptAnswer WHERE failure IS NOT NULL"
        return try read { try String.fetchSet($0, sql: sql) }.intersection(promptAnswers).count
    }

    /// How many of some cells are failures.
    package func failureCount(cells: Set<String>) throws -> Int {
        let sql = "SELECT key FROM cell WHERE failure IS NOT NULL"
        return try read { try String.fetchSet($0, sql: sql) }.intersection(cells).count
    }

    /// Tokens of answers by one tokenizer, by the answers' keys.
    package func tokenCounts(tokenizer: String) throws -> [String: Int] {
        let rows = try read {
            try TokenCountRow.fetch($0, where: "tokenizer = ?", [tokenizer], order: "answer")
        }
        return rows.reduce(into: [:]) { $0[$1.answer] = $1.tokens }
    }

    /// The schema after a step of the migrations as SQL, table by table.
    static func schema(after step: String) throws -> String {
        let sql = """
            SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
            AND name NOT LIKE 'grdb_%' ORDER BY name
            """
        let database = try DatabaseQueue()
        try Migrations.all.migrate(database, upTo: step)
        return try database.read { try String.fetchAll($0, sql: sql) }.map { $0 + ";\n" }.joined()
    }

    private func rows<Value: TableRow>(
        _ type: Value.Type, _ keys: some Collection<String>
    ) throws -> [Value] {
        // SQLite takes so many values in one statement.
        let most = 10_000
        var rest = Array(keys)[...]
        return try read { db in
            var found: [Value] = []
            while !rest.isEmpty {
                let part = rest.prefix(most)
                rest = rest.dropFirst(most)
                let places = part.map { _ in "?" }.joined(separator: ",")
                found += try Value.fetch(
                    db, where: "key IN (\(places))", StatementArguments(Array(part)), order: "key")
            }
            return found
        }
    }
}
